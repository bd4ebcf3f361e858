"""Answers from single facts of the process graph: set points, limits, criteria, results, methods, causes.

A question is read into what it asks for, the things it names and the conditions it states (`request`).
What the graph holds is laid out as `Stated` values, and each is held against the request (`matching`):
every word has to be accounted for, and every condition met. What names the thing but misses a condition
is a near miss, and makes a refusal.
"""
