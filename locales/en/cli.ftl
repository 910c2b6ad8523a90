# Sentences of the CLI `ubunifu`.
