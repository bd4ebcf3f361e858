"""The doctor: does what the workspace holds agree with itself, item by item; and mending what can be made again."""
