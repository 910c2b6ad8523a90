# Shared words: server and CLI use these same sentences.
verdict-accepted = accepted
verdict-wrong-answer = wrong answer
verdict-time-limit = time limit
verdict-memory-limit = memory limit
verdict-output-limit = output limit
verdict-runtime-error = runtime error
verdict-build-failed = build failed
verdict-skipped = not run
verdict-judge-error = fault of the judge

limit-cpu = CPU time
limit-wall = wall time
limit-memory = memory
limit-output = output
limit-processes = processes
limit-disk = disk

# Attempts, where an event limits them.
attempts-day = Attempts left today: { $left } of { $limit }
attempts-event = Attempts left in this event: { $left } of { $limit }

# How long a submission will wait.
place-seconds = about { $from } to { $to } s
place-minutes = about { $from } to { $to } min
place-nobody = nobody judges at the moment

count-checks = { $count ->
    [one] { $count } check
   *[other] { $count } checks
}
