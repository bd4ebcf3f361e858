"""Named questions to the process graph: one module a question, over the store's seam and nothing below it.

Each takes an `Inquiry` and returns frozen rows in one order, whatever the order in which the graph was
written. A row carries the evidence that it rests on and the status of the version that says it;
`in_force` leaves out what is not in force.
"""
