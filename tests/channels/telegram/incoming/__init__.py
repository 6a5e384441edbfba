"""Tests of how updates arrive, are parsed and are delivered."""
