"""How the service is doing: metrics, health, and the HTTP server of their pages."""
