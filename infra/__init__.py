"""Packaging, deployment and the embedded run."""
