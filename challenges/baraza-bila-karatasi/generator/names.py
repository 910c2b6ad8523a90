"""Invented people, councils and motions. Any likeness to a real council is chance."""

FIRST = [
    "Asha", "Baraka", "Chausiku", "Daudi", "Eliza", "Faraja", "Godlove", "Halima", "Imani",
    "Juma", "Kulwa", "Lulu", "Mwanaidi", "Neema", "Omari", "Pendo", "Rehema", "Salum",
    "Tumaini", "Upendo", "Vumilia", "Wema", "Yusufu", "Zawadi",
]
LAST = [
    "Mfanowake", "Kisiwani", "Mlimani", "Mtoni", "Kichakani", "Mashambani", "Bondeni",
    "Nyikani", "Ufukweni", "Ziwani", "Msituni", "Barabarani",
]
COUNCILS = [
    "Halmashauri ya Wilaya ya Mfano Kaskazini", "Halmashauri ya Manispaa ya Mfano Mjini",
    "Halmashauri ya Mji wa Mfano Pwani", "Halmashauri ya Jiji la Mfano Kuu",
]
ITEMS = [
    "Bajeti ya maendeleo", "Maji vijijini", "Barabara za kata", "Zahanati mpya",
    "Madarasa ya shule za msingi", "Ushuru wa soko", "Mpango wa matumizi ya ardhi",
    "Usafi wa mazingira", "Mikopo ya vijana na wanawake", "Taarifa ya ukaguzi",
]
MOTIONS = [
    "Kuidhinisha taarifa ya robo mwaka", "Kutenga fedha za kisima cha kata ya Mtoni",
    "Kuidhinisha zabuni ya barabara ya Mlimani", "Kubadilisha ada ya soko la Bondeni",
    "Kuunda kamati ndogo ya ufuatiliaji", "Kupitisha sheria ndogo ya usafi",
    "Kununua madawati 120 ya shule", "Kuahirisha ujenzi wa stendi",
    "Kupokea mapendekezo ya Kamati ya TEHAMA", "Kuanzisha mfumo wa vikao bila karatasi",
]
# Endings that punish a careless canonical form: quotes, escapes, other scripts.
ODD = [
    "", "", "", " (awamu ya 2)", " – marekebisho", " \"kama ilivyosomwa\"", "\nPamoja na kiambatisho",
    " \\ rejea", "\tsafu", " café", " ng’ombe", " \u0001mwisho", " \u007f", " 🐘", " \u2028mstari",
    " </hoja>", " 100%",
]
