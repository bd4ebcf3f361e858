"""Documents in, passages out: loaders, canonical text, ledger, vectors and search."""
