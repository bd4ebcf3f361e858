"""The loop in which a model answers from evidence, looks further with tools, and mends what code did not let pass."""
