# Sentences of the server `ubunifu-server`.
