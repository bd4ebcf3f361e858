"""Answering, with receipts; the command line and the workspace."""
