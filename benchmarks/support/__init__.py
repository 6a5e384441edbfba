"""What several benchmarks share: the load, a bare Bot API server, bots to compare with, and a drawing."""
