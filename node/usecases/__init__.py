"""What people and peers can do with a node: one small class per concern, with ports injected.

`counter` receives; `record` turns acts into facts and projections; `scans`, `signing`, `reuse`, `backfile` and
`printed` are what happens to papers; `exchange` is the node's end of the line; `show` is what people look at; `life` is
what the machine does by itself. `node.Node` holds them all; `models` are the values they take and give.
"""
