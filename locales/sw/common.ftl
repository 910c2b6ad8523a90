# Maneno ya pamoja: seva na CLI hutumia sentensi hizi hizi.
verdict-accepted = imefaulu
verdict-wrong-answer = jibu si sahihi
verdict-time-limit = muda umekwisha
verdict-memory-limit = kumbukumbu imezidi
verdict-output-limit = matokeo yamezidi
verdict-runtime-error = hitilafu wakati wa kuendesha
verdict-build-failed = ujenzi umeshindikana
verdict-skipped = haikuendeshwa
verdict-judge-error = hitilafu ya mfumo wa upimaji

limit-cpu = muda wa CPU
limit-wall = muda wa saa
limit-memory = kumbukumbu
limit-output = matokeo
limit-processes = michakato
limit-disk = diski

# Majaribio, pale shindano linapoyawekea ukomo.
attempts-day = Majaribio yaliyobaki leo: { $left } kati ya { $limit }
attempts-event = Majaribio yaliyobaki katika shindano hili: { $left } kati ya { $limit }

# Wasilisho litasubiri muda gani.
place-seconds = takriban sekunde { $from } hadi { $to }
place-minutes = takriban dakika { $from } hadi { $to }
place-nobody = kwa sasa hakuna anayepima

count-checks = { $count ->
    [one] kipimo { $count }
   *[other] vipimo { $count }
}
