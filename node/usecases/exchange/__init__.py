"""The node's end of the exchange: letters out and in, trust, scope, lanes, neighbours, the line's state."""
