"""Modules shared by benchmarks: the load, a bare Bot API server, bots to compare with, and a diagram."""
