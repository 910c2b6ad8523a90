# Sentences of the server `ubunifu-server`. Each error has a sentence and a `.hint` that says what to do.
problem-auth-missing = This request carries no token.
    .hint = Log in first: ubunifu login --with-token
problem-auth-invalid = The token is unknown, expired or revoked.
    .hint = Ask your coordinator for a new token, then: ubunifu login --with-token
problem-auth-forbidden = This account may not do that.
    .hint = See what your account is for: ubunifu whoami
problem-request-invalid = The request could not be read: { $reason }
    .hint = Compare it with the description at /v1/openapi.json
problem-request-too-large = The request is larger than the limit of { $limit }.
    .hint = Make it smaller and try again
problem-request-media-type = This address takes { $expected } alone.
    .hint = Send the header Content-Type: { $expected }
problem-request-value = The value of { $field } is not accepted: { $rule }
    .hint = Correct { $field } and try again
problem-not-found = There is nothing at this address.
    .hint = All addresses are listed at /docs
problem-request-method = This address does not take that HTTP method.
    .hint = Addresses and their methods are listed at /docs
problem-server-fault = The fault is ours, not yours. Nothing is lost.
    .hint = Try again later; when you write to the operator, quote the request id
problem-server-no-box = This machine cannot hold a box for the programs of teams, so nothing can be judged here.
    .hint = Start it as root, or allow user namespaces: sudo sysctl -w kernel.unprivileged_userns_clone=1; to serve alone, while others judge: --workers 0
problem-server-busy = The server is busy right now.
    .hint = Try again in a moment
problem-organization-slug-taken = The short name { $slug } is used by another organization.
    .hint = Choose another short name
problem-organization-not-found = There is no organization with the short name { $slug }.
    .hint = See the list at /v1/organizations
problem-event-not-found = There is no event with the short name { $event }.
    .hint = See the list at /v1/events
problem-event-closed = The event { $event } takes no submissions now.
    .hint = See its dates: /v1/events/{ $event }
problem-challenge-not-found = There is no challenge named { $challenge }.
    .hint = See which there are: ubunifu list
problem-challenge-invalid = The challenge package has mistakes.
    .hint = Check it on your machine: ubunifu challenge verify
problem-challenge-version-exists = Version { $version } is already published with other content.
    .hint = Raise the version in challenge.toml and publish again
problem-challenge-version-old = Version { $version } is not newer than { $newest }, which is published.
    .hint = Raise the version in challenge.toml and publish again
problem-challenge-runtime = The challenge asks for the runtime { $runtime }, which this server does not have.
    .hint = Ask the operator to import it: ubunifu-server admin runtime import { $runtime } FILE
problem-challenge-runtime-digest = The challenge asks for the runtime { $runtime } as { $wanted }; this server has { $found }.
    .hint = Ask the operator to import that one: ubunifu-server admin runtime import { $runtime } FILE, or change the digest in challenge.toml
problem-runtime-invalid = This cannot be imported as a runtime.
    .hint = Name a root file system (a folder, or a tar of it) or an OCI image archive
problem-runtime-not-found = No runtime named { $runtime } was imported.
    .hint = See which there are: ubunifu-server admin runtime list
problem-challenge-not-owner = The challenge { $challenge } belongs to another organization.
    .hint = Choose another id in challenge.toml
problem-team-not-found = There is no such team, or you are not in it.
    .hint = See your teams: ubunifu team show
problem-team-slug-taken = The short name { $slug } is used by another team.
    .hint = Choose another name: ubunifu team create NAME
problem-team-already-member = You are in a team of this event already.
    .hint = See your team: ubunifu team show
problem-team-full = The team is full: it may have { $limit } members.
    .hint = Make another team: ubunifu team create NAME
problem-invitation-invalid = The invitation is unknown, used up or expired.
    .hint = Ask the leader of the team for a new one: ubunifu team invite
problem-submission-not-found = There is no such submission, or it is not your team's.
    .hint = See your team's submissions: ubunifu status
problem-submission-not-judged = This submission has not been judged yet.
    .hint = Follow it: ubunifu watch { $submission }
problem-submission-policy = The repository breaks rules of the challenge { $challenge }; nothing was taken and no attempt was counted.
    .hint = Mend it, commit and submit again: ubunifu submit
problem-submission-overtaken = Another push of your team came first; nothing of this one was taken.
    .hint = Fetch what is there, then push again: git fetch, git push
problem-letter-not-stopped = No letter with this id was given up; it waits, is being judged, or is done.
    .hint = See which were given up: ubunifu-server admin queue list
problem-submission-branch = { $branch } was not taken: { $rule }.
    .hint = Push to main: git push URL HEAD:main

# Rules that a value may break; they end the sentence of problem-request-value.
rule-name-empty = it is empty
rule-name-long = it is longer than { $limit } characters
rule-name-characters = it holds characters that cannot be seen or that change the direction of writing
rule-slug = use 2 to 48 characters a-z, 0-9 and -, and begin with a letter or digit
rule-name-needed = without a token a name is needed
rule-uses = an invitation has 1 to { $limit } uses
rule-role-author = only institutions have authors
rule-version = each of its three numbers may be { $limit } at most
rule-organization-needed = name the institution: ?organization=SLUG
rule-limit = it must be 1 to { $limit }
rule-cursor = use the value of next from the part before, unchanged

# Why a request could not be read; they end the sentence of problem-request-invalid.
reason-cut-off = it did not arrive whole

# The page /docs.
docs-title = Ubunifu API
docs-intro = Version { $version }. Send the token in the header Authorization: Bearer TOKEN. Errors come in the language of Accept-Language: sw or en.
docs-operation = Operation
docs-what = What it does
docs-who = Who may
who-anonymous = everyone
who-account = whoever has a token
who-operator = operator
who-author = author
who-coordinator = coordinator
who-student = student
who-member = member of the team
who-leader = leader of the team

# What `ubunifu-server` says on the terminal of the operator.
admin-failed = The command failed.
admin-cause = cause
admin-hint = hint
admin-queue = { $waiting } waiting, { $held } being judged, { $stopped } given up; places to judge at: { $places }; faults of ours within a day: { $faults }
    .hint = Mend the cause, then have them judged: ubunifu-server admin queue retry --all
admin-letter = { $letter } submission { $submission } of { $team } to { $challenge }, tried { $attempts } times, failed on: { $hosts }; { $fault }
admin-workers-none = No worker is known. Start one: ubunifu-server work --data DIR
admin-worker = { $name } on { $host }, process { $process }, { $places } places, works since { $minutes } min, spoke { $seconds } s ago: { $doing }
admin-worker-silent = { $name } on { $host }, process { $process }: silent for { $seconds } s, taken for dead
admin-worker-idle = waits for work
rule-role-organization = an author or coordinator belongs to an organization; name it: --organization SLUG
rule-branch-deleted = main is not deleted, what was submitted stays
rule-branch-name = its name is longer than 200 bytes, or not of characters that every computer shows
rule-branch-none = only branches that lead to a commit are taken, and main alone submits
rule-branch-many = a repository has at most 20 branches
# Lines that git shows during a push.
push-received = Submission received: { $challenge }, team { $team }, commit { $commit }
push-known = Commit { $commit } had been submitted already; it is the same submission.
push-watch = Follow it: ubunifu watch { $submission }

# seals
problem-submission-late = The event had ended before everything had arrived. Nothing was submitted to { $challenge }.
    .hint = A seal holds your time while the content is on its way: ubunifu submit
problem-seal-not-found = There is no such seal, or it is not your team's.
    .hint = Seal the commit again: ubunifu submit
problem-seal-too-many = The team has sealed { $limit } commits within a day.
    .hint = Send what is sealed, or wait until tomorrow: ubunifu status
problem-upload-offset = The server has another part of the content than this request goes on from (offset: { $offset }).
    .hint = Ask how much it has, and go on from there: ubunifu submit
problem-bundle-invalid = These bytes are not a git bundle that brings the commit.
    .hint = Make it anew: ubunifu submit --bundle FILE
rule-hash = must be 40 hexadecimal digits, as git rev-parse prints them
rule-seal-tree = is not the tree that was sealed with this commit
rule-event-term = must be later than the opening
rule-past = must not lie in the future

# What cannot be taken of a push, each with what to do.
submission-unpack = git could not read what was sent; the lines above say why.
    .hint = Check your repository with `git fsck`, then push again.
submission-unread = What was sent could not be looked at to its end: it is broken, or it takes too long.
    .hint = Begin a short history: `git checkout --orphan fresh`, `git commit -m fresh`, `git push --force URL HEAD:main`.
submission-unfolds = What was sent unpacks to more than can be taken, however small it travels.
    .hint = Begin a history without the large files: `git checkout --orphan fresh`, `git commit -m fresh`, `git push --force URL HEAD:main`.
submission-objects = The push holds { $count } objects; at most { $limit } are taken at once.
    .hint = Send the history in parts: `git push URL OLDER-COMMIT:refs/heads/parts`, then `git push URL HEAD:main`.
submission-refs = The push changes more than { $limit } branches.
    .hint = Name the branch that you mean: `git push URL HEAD:main`.
submission-format = The repository names its objects by { $format }; the server takes sha1 alone.
    .hint = Copy your files into a new folder, then `git init --object-format=sha1`, commit and push.
submission-missing = Objects are missing from what was sent.
    .hint = `git fsck` on your machine names them; clone the repository again where they are whole, then push.
submission-shallow = The history was cut off by a shallow clone, and the server does not have the rest.
    .hint = Fetch the rest with `git fetch --unshallow`, then push again.
submission-history = The history has more than { $limit } commits.
    .hint = Begin a shorter one: `git checkout --orphan fresh`, `git commit -m fresh`, `git push --force URL HEAD:main`.
submission-commit = Commit { $commit } has { $size }, most of it its message; at most { $limit } are taken.
    .hint = Shorten the message: `git commit --amend` for the last commit, `git rebase -i { $commit }^` for an older one.
submission-quota = The repository of the team would hold { $size }; at most { $limit } are kept.
    .hint = Leave large files out and delete branches that are done: `git push URL --delete BRANCH`. Their room is free after a day.
submission-quota-branch = The repository of the team would hold { $size }; up to { $limit } there is room for branches, the rest is for submissions.
    .hint = Delete branches that are done: `git push URL --delete BRANCH`. Their room is free after a day. Submitting to main still works.
submission-object-dotgit = The folder { $object } holds a name that some computers take for git's own folder, such as .GIT or git~1.
    .hint = See the name with `git ls-tree { $object }`, rename it with `git mv` and begin a history without it: `git checkout --orphan fresh`.
submission-object-name = The folder { $object } holds a name that no file may have: empty, `.`, `..`, too long, or with a slash.
    .hint = See it with `git ls-tree { $object }`, and write the commit anew with `git add`.
submission-object-twice = The folder { $object } holds the same name twice.
    .hint = See it with `git ls-tree { $object }`, and write the commit anew with `git add`.
submission-object-order = The names in the folder { $object } are not in git's order.
    .hint = The program that wrote it is broken; write the commit anew with `git add` and `git commit`.
submission-object-mode = The folder { $object } holds a file mode that git does not write.
    .hint = The program that wrote it is broken; write the commit anew with `git add` and `git commit`.
submission-object-nul = Commit { $object } holds a zero byte.
    .hint = Write its message anew: `git commit --amend` for the last commit, `git rebase -i { $object }^` for an older one.
submission-object-date = Commit { $object } has a date that is none.
    .hint = Set it: `git commit --amend --date=now --reset-author` for the last commit, `git rebase -i { $object }^` for an older one.
submission-object-person = Commit { $object } does not name its author as git does: Name <address>.
    .hint = Set `git config user.name` and `git config user.email`, then `git commit --amend --reset-author`.
submission-object-special = A .gitmodules, .gitattributes or .gitignore file is not allowed to be what it is here ({ $what }, object { $object }).
    .hint = See it with `git cat-file -p { $object }`, remove it with `git rm`, and begin a history without it: `git checkout --orphan fresh`.
submission-object-broken = The object { $object } is broken: { $what }.
    .hint = Look at it with `git fsck` on your machine, and write the commit anew with `git add` and `git commit`.
