"""PAdES signatures through pyHanko: sign and verify, each in a child process of its own.

Only `port`, `problems`, `report`, `framing` and `child` may be imported by the node's main process; the
others load pyHanko and belong to `python -m node.sign.worker`.
"""
