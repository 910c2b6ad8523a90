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
error-foreign = What answers at { $server } does not speak as Ubunifu does.
    .hint = Check the address: ubunifu --server URL doctor
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
doctor-box-full = tier { $tier }: every limit is enforced
doctor-box-partial = tier { $tier }: without control groups; limits are enforced less exactly
error-git-author = Git does not know your name and address for commits.
    .hint = git config --global user.name "NAME" && git config --global user.email ADDRESS
error-sandbox = The sandbox cannot be made on this machine.
    .hint = Allow user namespaces: sudo sysctl -w kernel.unprivileged_userns_clone=1, then: ubunifu doctor
