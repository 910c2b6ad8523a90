# Sentensi za seva `ubunifu-server`.
