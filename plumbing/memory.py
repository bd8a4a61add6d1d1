"""What a process holds for its whole life (the register of a country, the programs themselves) is not looked through
again and again for garbage: a full collection over it takes longer than merging a hundred dossiers."""

import gc


def settle() -> None:
    """Call it once, when the process has built what it keeps, and never where things are built and dropped."""
    gc.collect()
    gc.freeze()
