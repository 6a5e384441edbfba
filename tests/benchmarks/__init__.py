"""Tests of the load that the benchmarks of the webhook make."""
