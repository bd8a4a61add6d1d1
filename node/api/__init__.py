"""What the clerk sees and what programs call: Vietnamese pages at /, JSON under /api. Parse, use case, render.

No rule lives here: a route reads what came, asks one use case, and shows its answer.
"""
