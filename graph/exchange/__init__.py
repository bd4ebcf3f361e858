"""The graph as files for other programs, and background knowledge from files of others."""
