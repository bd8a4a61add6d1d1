"""What people and peers can do with a node: one small class per concern, with ports injected.

`node.Node` holds them all; `models` are the values they take and give.
"""
