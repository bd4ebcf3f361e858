"""Answers from the process graph: what follows from several records linked together.

A question is answered here only when every word of it is accounted for: by the names in it, by what it
asks for, or by words that say nothing. Everything else is left to the passages.
"""
