# Sentensi za CLI `ubunifu`.
