"""Answers, lists, places and reports on a terminal, one noun a file."""
