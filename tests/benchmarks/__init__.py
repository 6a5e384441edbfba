"""Tests of the load that the webhook benchmarks send, and of the peers of the search."""
