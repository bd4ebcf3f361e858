"""What a model may do while it answers: look further in the same records, and nothing else.

Every tool reads only, through the sight of the question; what it finds is laid on the bench of the answer under
keys that only code issues, and shown as data.
"""
