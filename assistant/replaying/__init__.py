"""Replaying a recorded answer: the same evidence and the same verdicts, or what differs."""
