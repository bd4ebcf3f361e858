"""Checking a drafted text against the library: its claims with their quotations, or its bare sentences."""
