"""How a sentence is held against its quotations: reading both, and one check a file."""
