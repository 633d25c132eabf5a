"""The edge: translates between AWS events and ringfence's use cases. No business logic."""
