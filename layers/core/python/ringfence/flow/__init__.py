"""Verbs over ports: the story of one transaction, one file per step."""
