"""Kept empty: `dg` looks for it; everything is registered in `pipelines.definitions`."""
