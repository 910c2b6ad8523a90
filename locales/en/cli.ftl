# Sentences of the CLI `ubunifu`.
word-error = error
word-warning = warning
word-hint = next

say-interrupted = Interrupted. Nothing was left half-done.

role-operator = operator
role-author = author
role-coordinator = coordinator
role-student = student

visibility-public = public
visibility-hidden = hidden

state-queued = waiting
state-judging = being judged
state-stopped = stopped, the fault is ours
place-ahead = waiting, { $ahead } before it

rights-team-retains = What a team makes stays the team's.
rights-licence-to-owner = The team keeps its work and licenses it to the institution.
rights-assigned-to-owner = What a team makes passes to the institution.

head-challenge = Challenge
head-title = Title
head-organization = Organization
head-version = Version
head-points = Points
head-group = Group
head-visibility = Checks
head-rank = Rank
head-team = Team
head-reached = Reached
head-submission = Submission
head-commit = Commit
head-received = Received
head-state = State

# login, logout, whoami
login-paste = Paste the token, then press Enter.
login-exposed = { $server } is not encrypted: others on the way can read your token. Ask for an https address.
login-done = You are logged in to { $server } as { $name }.
    .hint = See the challenges: ubunifu list
logout-done = The token of { $server } is forgotten here.
logout-nothing = There was no token of { $server } here.
whoami-server = Server: { $server }
whoami-organization = Organization: { $organization }
whoami-team = Team: { $team } (event { $event })

# list, show
list-empty = No challenge is published yet.
list-next = Read one: ubunifu show ID
show-organization = Owner: { $value }
show-starters = Starters: { $value }
show-license = Licence of the challenge: { $value }
show-size = Download: { $value }
show-keep-best = Your best submission counts.
show-keep-last = Your last submission counts, even when an earlier one had more points.
show-next = Start working on it: ubunifu fetch { $id }

# board, status
board-title = Leaderboard of { $title }, { $max } points at most
board-empty = Nobody has points here yet.
board-own = (your team)
status-empty = Your team has submitted nothing to this challenge yet.
    .hint = Check your work, then submit it: ubunifu check && ubunifu submit
status-next = Read the report of one: ubunifu watch ID

# team
team-created = The team { $name } exists, its short name is { $slug }. You lead it.
    .hint = Let others in: ubunifu team invite
team-invited = This code lets { $uses ->
    [one] { $uses } person
   *[other] { $uses } people
} into the team { $team } until { $until }:
    .hint = They type: ubunifu team join { $code }
team-account = The server made an account for { $name }; its token is kept on this machine.
team-joined = You are now in the team { $team }.
    .hint = See the challenges: ubunifu list
team-left = You have left the team { $team }.
team-none = You are in no team yet.
    .hint = Make one: ubunifu team create NAME, or join one: ubunifu team join CODE
team-leads = (leads)

# errors
error-disk = A file could not be read or written: { $path }
    .hint = Check the space and the permissions there: df -h . && ls -la
error-json = A document could not be made. The fault is ours.
error-home = Your configuration folder was not found.
    .hint = Name one: export UBUNIFU_CONFIG_DIR=$HOME/.config/ubunifu
error-address = This is not the address of a server: { $address }
    .hint = Write it as https://HOST or http://HOST:PORT, without name or password in it
error-redirect = { $server } sends us on to { $place }, and a token is not carried along.
    .hint = Name the right address: ubunifu --server URL login --with-token
error-gateway = { $server } cannot answer right now.
    .hint = Try again in a minute; see what works: ubunifu doctor
error-unreachable = { $server } cannot be reached.
    .hint = Check the address and your connection: ubunifu doctor
link-lost = The link is lost; trying again in { $seconds } s.
link-refused = Nothing takes connections there.
link-silent = It has been silent for too long.
link-broken = The connection broke in the middle.
link-none = There is no way there: this machine has no network, or not that one.
link-name = Nobody knows a machine of that name.
error-foreign = What answers at { $server } does not speak as Ubunifu does.
    .hint = Check the address: ubunifu --server URL doctor
error-download = Given up for now; { $size } have arrived and stay on this machine.
    .hint = Go on from there, as soon as there is a link: ubunifu fetch { $id }
error-bundle-hash = The bundle of { $id } arrived damaged and was thrown away.
    .hint = Try again: ubunifu fetch { $id }
error-login = You are not logged in to { $server }.
    .hint = Log in: ubunifu --server { $server } login --with-token
error-foreign-project = This project names the server { $server }, which you have not used yet; your token was not sent there.
    .hint = If you trust it: export UBUNIFU_SERVER={ $server }
error-login-how = There is one way to log in: with a token from standard input.
    .hint = ubunifu login --with-token < token.txt
error-token-shape = That is not a token: it is empty or has characters that no token has.
    .hint = Ask your coordinator for your token, then: ubunifu login --with-token
error-logins = The file of your logins is damaged: { $path }
    .hint = Remove it and log in again: rm { $path }
error-no-server = No server is named.
    .hint = Log in to one: ubunifu --server URL login --with-token
error-no-project = This folder is not a project of Ubunifu.
    .hint = Start one: ubunifu fetch ID, then: cd ID
error-marker = The marker of this project is damaged: { $path }
    .hint = Take it back from git: git checkout -- { $path }
error-no-id = Which challenge? None is named, and this folder is not a project.
    .hint = See which there are: ubunifu list
error-bad-id = No challenge can have the name { $id }.
    .hint = See which there are: ubunifu list
error-no-event = No event is open on this server.
    .hint = Ask when the next one begins; see the server: ubunifu doctor
error-no-team = You are in no team of the event { $event }.
    .hint = Make one: ubunifu team create NAME, or join one: ubunifu team join CODE
error-join-name = You are not logged in; to make an account, say your name.
    .hint = ubunifu team join { $code } --name "NAME"

# doctor
word-arrow = →
doctor-ok = ok
doctor-bad = missing
doctor-server = Server
doctor-server-found = { $server }, version { $version }, event { $event }
doctor-login = Login
doctor-git = Git author
doctor-git-found = { $author }
doctor-sandbox = Sandbox
doctor-box-v2 = tier { $tier }: control groups (version 2) hold every limit for all processes of a program together
doctor-box-v1 = tier { $tier }: control groups (version 1) hold every limit for all processes of a program together
doctor-box-none = tier { $tier }: no control groups; time and memory are looked at 20 times a second, so a program may pass a limit for a moment. Good enough for one class, not to judge for prizes
doctor-box-why = why there are none: { $why }
doctor-box-root = made by root, with user ids that nobody else has
doctor-box-user = made by an ordinary user, with its own user id
doctor-box-none-root = Start it in a systemd unit with Delegate=yes; in a container, with a /sys/fs/cgroup that can be written
doctor-box-none-user = systemd-run --user --scope -p Delegate=yes ubunifu check
doctor-fails = fails
doctor-held = tried in a box: it holds
doctor-not-held = tried in a box: it does not hold ({ $found })
doctor-probes = Trials in the box
doctor-probe-network = No way to the network
doctor-probe-files = No files of this machine
doctor-probe-memory = Limit of memory
doctor-probe-processes = Limit of processes
doctor-probe-output = Limit of output
doctor-probe-cpu = Limit of CPU time
doctor-probe-wall = Limit of wall time
error-git-author = Git does not know your name and address for commits.
    .hint = git config --global user.name "NAME" && git config --global user.email ADDRESS
error-sandbox = The sandbox cannot be made on this machine.
    .hint = Allow user namespaces: sudo sysctl -w kernel.unprivileged_userns_clone=1, then: ubunifu doctor

# fetch
fetch-bar = Downloading
fetch-commit = Start { $id }
fetch-done = { $id } { $version } is ready in { $folder }.
fetch-starter = Begun with the starter { $starter } (there are: { $all }).
fetch-declare = This challenge asks you to declare something before it takes your work: ubunifu declare
fetch-next = cd { $folder }, read PROBLEM.md, then: ubunifu check
fetch-updated = { $id } is now at version { $version }; your own files were not touched.
fetch-newest = { $id } { $version } is the newest version; nothing changed.
fetch-newest-next = Check your work against it: ubunifu check
fetch-updated-next = Keep the new version: git commit -m "Update" .ubunifu/project.toml, then: ubunifu check
error-bundle = The challenge in this project is damaged or not what it says it is.
    .hint = Fetch it anew: rm -r .ubunifu/challenge && ubunifu fetch
error-no-bundle = The challenge itself is not on this machine yet; a clone does not carry it.
    .hint = Fetch it: ubunifu fetch
error-archive = An archive could not be made or unpacked.
    .hint = Check the space on your disk, then try again: df -h .
error-occupied = { $path } exists and is not empty; nothing was changed.
    .hint = Name another folder: ubunifu fetch ID FOLDER
error-other-project = { $path } is a project of another challenge, { $id }; nothing was changed.
    .hint = Name another folder: ubunifu fetch ID FOLDER
error-no-starter = This challenge has no starter { $starter }.
    .hint = Name one of these: { $all }

# git
error-git = Git could not do it.
    .hint = See what git says: git status
error-git-owner = This folder belongs to another user, so git does not trust it.
    .hint = If it is yours: git config --global --add safe.directory "$PWD"
error-git-unmerged = There are unfinished merges.
    .hint = Finish or abort the merge first: git status
error-no-repository = { $path } is not a git repository of its own.
    .hint = Make it one: git init -b main && git add -A && git commit -m Start
error-no-commit = There is no commit yet.
    .hint = Make one: git add -A && git commit -m "MESSAGE"

# check and reports
check-bar = Checking
check-next-good = Commit and submit: git add -A && git commit -m "MESSAGE" && ubunifu submit
check-next-bad = Mend it and check again: ubunifu check
head-verdict = Result
head-check = Check
head-time = CPU time
head-memory = Memory
report-more-cases = and { $count ->
    [one] { $count } more case
   *[other] { $count } more cases
} of this check
report-limit = The limit that was reached: { $limit }
report-use-cpu = CPU { $used } of { $limit } ({ $percent }%)
report-use-wall = wall { $used } of { $limit } ({ $percent }%)
report-use-memory = memory { $used } of { $limit } ({ $percent }%)
report-hint = Hint of the author: { $text }
report-reused = Your team has submitted this content before; the report of submission { $submission } counts again.
report-build = Log of the build
report-log-more = … { $count ->
    [one] { $count } earlier line
   *[other] { $count } earlier lines
}: see them all with --log
report-sum = { $points } of { $max } points
report-sum-public = { $points } of { $max } points of the public checks
cause-different = The answer differs
cause-difference = The answer differs at line { $line }, column { $column }
cause-expected = expected: { $text }
cause-actual = actual:   { $text }
cause-nothing = (nothing)
cause-after = It was not run, because the check “{ $check }” before it is not accepted
cause-requires = It was not run, because the group { $group } is not accepted
cause-exit = It ended with status { $status }
cause-signal = It was ended by signal { $signal }
cause-not-started = It could not be started: { $command }. Is the file there and executable (chmod +x)?
cause-step = Step `{ $step }`: { $request }
cause-reply-status = The status of the reply differs
cause-reply-header = The header `{ $place }` of the reply differs
cause-reply-body = The body of the reply differs
cause-reply-json = The value of `{ $place }` differs
cause-reply-text = start of the reply: { $text }
cause-no-reply-refused = Nobody took the connection
cause-no-reply-closed = The connection was closed before the whole reply
cause-no-reply-late = The whole reply did not come in time
cause-no-reply-garbled = The reply is not HTTP/1.1
cause-no-reply-too-long = The reply is too long
cause-not-ready = The service was not ready within { $time }
cause-not-ready-path = The service did not answer `{ $path }` with a status from 200 to 299 within { $time }
cause-service-exit = The service ended by itself with status { $status }, while it was still needed
cause-service-signal = The service was ended by signal { $signal }, while it was still needed
rule-license = There is no licence file
rule-no-secrets = There is something that looks like a secret
rule-max-binary = There is a binary file that is too large
rule-readme-languages = The README is missing in a required language
rule-other = The rule { $rule } does not hold
notice-protected-restored = { $path } is protected; your change of it does not count.
error-policy = The files break rules of the challenge { $id }; nothing was sent.
error-judge = The judge on this machine failed. The fault is not in your work.
    .hint = See what this machine lacks: ubunifu doctor

# submit, watch
error-dirty = There are changes that are not committed (files: { $count }), so they would not be sent.
    .hint = Commit them: git add -A && git commit -m "MESSAGE", then: ubunifu submit
error-shallow = The history of this clone was cut off, so it cannot be sent whole.
    .hint = Fetch the rest: git fetch --unshallow
error-ask = Nobody is here to be asked whether to send.
    .hint = Say it beforehand: ubunifu submit --yes
submit-commit = Commit:    { $commit } { $subject }
submit-files = Files:     { $count } ({ $size })
submit-to = Challenge: { $challenge } { $version }
submit-team = Team:      { $team }, to { $server }
submit-ask = Send this? [y/N]
submit-declined = Nothing was sent.
submit-replaces = Your team's main on the server is at { $commit }, and this commit does not build on it: it would take its place. Nothing would be lost: what was submitted stays submitted, keeps its points and can be fetched.
submit-replace-ask = Put this commit in its place? [y/N]
error-overwrite = Your team's main on the server is at { $commit }, and this commit does not build on it. Nothing was sent; your time is held by the seal.
    .hint = Bring it in, then submit again: git pull --no-rebase --allow-unrelated-histories { $address } main   Or put yours in its place, nothing submitted is lost by it: ubunifu submit --force
submit-bar = Sending
submit-receipt = Received: submission { $id }, { $at }. Whatever happens now, it counts.
submit-earlier = This commit was submitted before: submission { $id }, { $at }. Nothing new was sent.
submit-version = The server judges by version { $theirs }; this project has { $ours }. Update it: ubunifu fetch
submit-no-wait = Follow it: ubunifu watch { $id }
error-bad-submission = This is not the id of a submission: { $id }
    .hint = See the ids: ubunifu status
error-pending = Submission { $id } is not judged yet. Nothing is lost.
    .hint = Go on waiting: ubunifu watch { $id }
error-stopped = Submission { $id } could not be judged. The fault is ours; it costs your team nothing and a person looks at it.
    .hint = Look again later: ubunifu watch { $id }
follow-bar = Waiting for the server
follow-queued = Waiting in the queue, { $ahead } before it
follow-started = { $count ->
    [one] { $count } check to run
   *[other] { $count } checks to run
}
follow-built = Built
follow-retrying = A fault of ours; trying again ({ $count })
outcome-rank = Rank of { $team }: { $rank }
outcome-next = See the board: ubunifu board { $id }

# challenge
error-no-folder = There is no folder { $path }.
    .hint = Name the folder that holds challenge.toml: ubunifu challenge verify FOLDER
error-package = The challenge package has mistakes.
    .hint = Mend them and look again: ubunifu challenge verify
verify-bar = Judging the references
verify-reference = { $path } ({ $run }/{ $runs })
verify-title = { $id } { $version }, hash { $hash }, public bundle { $size }
verify-errors = Errors
verify-warnings = Warnings
verify-good = The package may be published.
    .hint = ubunifu challenge publish { $path }
verify-bad = The package must not be published like this.
    .hint = Mend the errors and look again: ubunifu challenge verify { $path }
verify-as-expected = as expected
verify-otherwise = otherwise
head-expected = Result
head-reference = Reference
error-new-name = No challenge can be called “{ $name }”: use 3 to 48 small letters a-z, digits and -
    .hint = ubunifu challenge new { $better }
error-new-exists = { $path } exists; nothing was changed.
    .hint = Name another one, or look at this one: ubunifu challenge verify { $path }
new-done = { $path } is a complete package ({ $count ->
    [one] { $count } file
   *[other] { $count } files
}); its README.md says what to change.
new-next-verify = Prove it: ubunifu challenge verify { $path }
new-next-write = Make it yours: statement.sw.md, statement.en.md, challenge.toml, data/, solutions/
new-next-publish = When it proves itself: ubunifu challenge publish { $path }
new-toml-top = Every key is described in challenges/FORMAT.md of the Ubunifu project. The uuid stays as it is for ever; the version rises with every change once this is published.
new-toml-groups = Groups of checks bring the points. Students have the checks of public groups and run them offline; of a hidden group they see points and verdicts. What `requires` names must be accepted first.
new-toml-submission = What a team sends: files that must be there, files that are put back from protected/, what the team declares.
new-toml-limits = Limits of one run, unless a check has limits of its own. `ubunifu challenge verify` proposes better ones.
new-toml-checks = A check runs a command once per case and compares what it writes. The hint is shown to a team that tried and was not accepted.
new-toml-references = References prove that the checks tell good answers from bad ones. Add one for every mistake you want to catch.
verify-statement = { $path }: headings { $headings }, links and pictures { $links }
verify-rendered = To be looked at in a browser: { $path }
verify-tightest = Nearest to its limit of CPU time: check { $check }, { $used } of { $limit } by an accepted reference
publish-bar = Sending
publish-done = Published: { $id } { $version }, hash { $hash }, { $size }.
publish-same = { $id } { $version } had been published before with the same content (hash { $hash }); nothing changed.
publish-next = See it as students do: ubunifu show { $id }
error-authority = There is no certificate in { $path }.
    .hint = Ask the operator of the server for its authority as PEM: ubunifu --ca FILE doctor

# receipts
error-no-receipt = There is no receipt in { $path }.
    .hint = Get it from the server: ubunifu receipt show > receipt.json
error-receipt-key = The receipt is signed with key { $key }, which this machine does not know.
    .hint = Log in to its server, or give its keys: ubunifu receipt verify --keys FILE RECEIPT
error-receipt-keys = { $path } holds no keys.
    .hint = Get them from the server: curl SERVER/v1/receipt-keys > keys.json
error-receipt-forged = The signature does not fit: the receipt was changed, or the server did not give it.
    .hint = Get it from the server again: ubunifu receipt show > receipt.json
receipt-valid = The receipt is genuine. Signed by: { $server }
receipt-submission = Submission { $id }, received { $at }
receipt-team = Team: { $team }
receipt-challenge = Challenge: { $challenge } { $version }
receipt-commit = Commit { $commit }, tree { $tree }
submit-doubt = The signature of the receipt does not fit a key of { $server }. The submission counts; please tell the organizers.
submit-sealed = Sealed: { $at }. Your time is held; the content follows.
submit-bundle = Written: { $path } ({ $size })
    .hint = Hand the file to your coordinator or to the organizers of the event, on a stick or by a message; they bring it in. It counts from when it is handed in.
error-bundle-there = { $path } exists already; nothing was written.
    .hint = Name another file: ubunifu submit --bundle FILE
error-bundle-team = This project does not know its team, so the file could not say whose it is.
    .hint = Fetch the challenge once while you are online: ubunifu fetch
error-read = The content could not be read.
    .hint = Start again: ubunifu submit
error-seal = The commit is not sealed yet, as far as can be seen from here; nothing else has arrived.
    .hint = Try again as soon as there is a link: ubunifu submit   Or carry a file: ubunifu submit --bundle FILE
error-upload = Given up for now; { $percent } % have arrived and stay there. Your time is held by the seal.
    .hint = Go on from there, as soon as there is a link: ubunifu submit   Or carry a file: ubunifu submit --bundle FILE

# runtimes
head-runtime = Runtime
head-digest = Digest
head-size = Size
head-image = Image
runtime-host = the programs of this machine
runtime-bar = Unpacking
runtime-imported = The runtime { $name } is here ({ $size }): { $digest }
runtime-unchanged = The runtime { $name } was here already ({ $size }): { $digest }
runtime-replaced = Before, the name meant { $digest }.
runtime-left-out = { $count ->
    [one] { $count } device, pipe or socket
   *[other] { $count } devices, pipes and sockets
} stayed out; programs find their own.
runtime-import-next = Check with it: ubunifu check, or ask for it in challenge.toml: runtime = "{ $name }"
runtime-none = Import one: ubunifu runtime import NAME FILE
runtime-removed = The runtime { $name } is removed.
doctor-runtimes = Runtimes
notice-runtime-differs = The server judges on another runtime { $name } ({ $there }) than this machine ({ $here }); its verdict may differ. Get its file and import it: ubunifu runtime import { $name } FILE
notice-host-differs = The server has other programs ({ $there }) than this machine ({ $here }).
error-no-path = There is nothing at { $path }.
    .hint = Name a root file system (a folder, or a tar of it) or an OCI image archive: ubunifu runtime import NAME FILE
error-runtime-import = { $path } cannot be imported as a runtime; nothing has changed.
error-runtime-missing = The challenge { $id } runs on the runtime { $name }, which is not on this machine.
    .hint = Get its file from whoever offers the challenge, then: ubunifu runtime import { $name } FILE
error-runtime-differs = The challenge { $id } runs on the runtime { $name } as { $wanted }; this machine has { $found }.
    .hint = Get that file from whoever offers the challenge, then: ubunifu runtime import { $name } FILE
error-runtime-unknown = No runtime named { $name } was imported.
    .hint = See which there are: ubunifu runtime list

# declare
declare-head = What this challenge asks your team to declare. Answer between the quotation marks, or with: ubunifu declare
declare-empty = An answer is needed. When there is nothing to declare, write: none
declare-written = Written: { $path }
declare-done = Everything is answered in { $path }. Change an answer there, or with --answer.
declare-nothing = This challenge asks for no declarations.
declare-next = Keep it: git add { $file } && git commit -m "Declare", then: ubunifu check
error-declare = The declarations cannot be kept like this; nothing was written.
    .hint = Mend what is named above, then: ubunifu declare
error-declare-file = { $path } is not a plain file; nothing was written.
    .hint = Remove it, then: ubunifu declare
error-declare-open = Answers are missing, and nobody can be asked here; nothing was written.
    .hint = Give them: ubunifu declare { $flags }
error-declare-unknown = This challenge does not ask for `{ $key }`; the nearest is `{ $nearest }`.
    .hint = It asks for: { $valid }
