"""Reading facts out of a document version without a model, one module a kind of place."""
