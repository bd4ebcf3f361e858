"""Facts that a model proposes and code checks against the passage."""
