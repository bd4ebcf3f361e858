"""Language models: opened by `provider:name`, asked one call at a time, every error told in our own words.

LangChain is imported inside functions, so that whoever asks without a model does not pay for it;
`scripted` is the exception, since a chat model of our own needs its base class.
"""
