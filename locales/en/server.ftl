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
rule-role-organization = an author or coordinator belongs to an organization; name it: --organization SLUG
rule-branch-deleted = branches are not deleted here, what was sent stays
rule-branch-none = only branches that lead to a commit are taken, and main alone submits
rule-branch-many = a repository has at most 20 branches
# Lines that git shows during a push.
push-received = Submission received: { $challenge }, team { $team }, commit { $commit }
push-known = Commit { $commit } had been submitted already; it is the same submission.
push-watch = Follow it: ubunifu watch { $submission }
submission-unpack = git refused what was sent; the lines above say why

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
