"""Monitoring of the service: metrics, health, and the HTTP server for both."""
