"""Bar codes on cards and cover sheets."""
