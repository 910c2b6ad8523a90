# Findings of the judge: packages, archives, repositories. Keys are codes of the crate `judge`; the place
# (file and line) is printed before the sentence, what to do next after it.

# challenge.toml
package-manifest-missing = There is no { $path } in this folder.
    .hint = Go to the folder of the challenge, or begin one with its `challenge.toml`.
package-manifest-unreadable = { $path } cannot be read: { $reason }
    .hint = It must be a regular UTF-8 file of at most 1 MiB.
package-toml-syntax = This is not valid TOML: { $message }
    .hint = Correct the line; every text stands in quotes, every table in brackets.
package-unknown-key = There is no key `{ $key }` here; the nearest valid key is `{ $nearest }`.
    .hint = Keys here: { $valid }.
package-missing-key = The key `{ $key }` is missing.
    .hint = Add `{ $key } = ...`.
package-wrong-type = `{ $key }` must be of type { $expected }, but is of type { $found }.
    .hint = Write the value as { $expected }.
package-bad-value = `{ $key }` cannot be `{ $value }`.
    .hint = Possible: { $valid }.
package-out-of-range = `{ $key }` is out of bounds.
    .hint = Give a value from { $low } to { $high }.
package-bad-size = `{ $value }` is not a size.
    .hint = Write a whole number with B, KiB, MiB or GiB: "20MiB".
package-bad-duration = `{ $value }` is not a duration.
    .hint = Write a whole number with ms, s or min: "500ms".
package-bad-path = `{ $value }` is not a path below the package.
    .hint = Write it relative to the package, with `/`, without `..`.
package-bad-glob = `{ $value }` is not a pattern.
    .hint = `*` stands for a part of one name, `**` for any folders: "data/public/quorum/*".
package-bad-id = `{ $value }` is not a name.
    .hint = Use lower-case letters a-z, digits and `-`; a challenge has 3 to 48 characters.
package-folder-name = The folder is called `{ $folder }`, the challenge `{ $id }`.
    .hint = Give both the same name.
package-bad-version = `{ $value }` is not a version.
    .hint = Write three numbers: "1.0.0".
package-bad-uuid = `{ $value }` is not a UUID.
    .hint = Make one with `uuidgen` and never change it again.
package-languages = The languages must be { $valid }, but are { $value }.
    .hint = Write languages = ["sw", "en"] and give every text in both.
package-text-missing = The text `{ $key }` is missing in language `{ $language }`.
    .hint = Add it: { $key } = {"{"} sw = "...", en = "..." {"}"}.
package-text-extra = The text `{ $key }` has a language `{ $language }` that the package does not have.
    .hint = Remove it; the languages are sw and en.
package-duplicate = `{ $value }` stands twice.
    .hint = Give each a name of its own.
package-unknown-group = There is no group `{ $value }`; the nearest is `{ $nearest }`.
    .hint = Use the `id` of a [[group]] in this file.
package-requires-later = The group `{ $value }` does not stand before the one that requires it.
    .hint = Name a group that stands earlier in the file.
package-requires-hidden = A public group cannot require the hidden group `{ $value }`: it is judged offline too.
    .hint = Require public groups only, or make this group hidden.
package-after-unknown = There is no check `{ $value }` to wait for; the nearest is `{ $nearest }`.
    .hint = Name the `id` of a [[check]] in this file that is judged earlier.
package-after-self = The check `{ $value }` waits for itself.
    .hint = Remove it from `after`.
package-after-later = The check `{ $value }` is not judged before the one that waits for it.
    .hint = Groups are judged in the order of the file, and the checks of a group too: name one that stands earlier, or move it up.
package-after-hidden = The check `{ $value }` is hidden from people who see the one that waits for it, and would be betrayed by it.
    .hint = Wait for a check that is seen at least as well: public before public, `reveal = "checks"` before the like.
package-group-empty = The group `{ $value }` has no checks.
    .hint = Add a [[check]] with group = "{ $value }", or remove the group.
package-no-groups = There are no groups.
    .hint = Add a [[group]] with id, points and visibility.
package-points-sum = The points of all groups are { $value }, more than { $high }.
    .hint = Lower the points of the groups, so that their sum is at most { $high }.

# files of a package
package-statement-missing = The statement { $path } is missing or empty.
    .hint = Write it; each language needs one.
package-path-missing = There are no files in `{ $value }`.
    .hint = Correct the path, or put the files there.
package-public-uses-hidden = `{ $value }` travels to students, but lies in a hidden folder.
    .hint = Move it to data/public, checks or starter, or make the group hidden.
package-symlink = { $path } is a symbolic link.
    .hint = Put the file itself there; packages hold no links.
package-special-file = { $path } is neither a file nor a folder.
    .hint = Remove it.
package-file-name = The name { $path } cannot travel everywhere.
    .hint = Use UTF-8 names without control characters and backslashes, at most 100 bytes each and 255 in all.
package-too-large = The package is too large.
    .hint = At most { $files } files and { $bytes } bytes; remove build folders.
package-unreadable = { $path } cannot be read: { $reason }
    .hint = Correct the file or its permissions.
package-no-cases = No case matches `{ $value }`.
    .hint = A case is a folder with `ans` in it, or a pair `x.in` and `x.ans`.
package-case-without-answer = The case `{ $value }` has no expected answer.
    .hint = Add `ans` to its folder, or `x.ans` beside `x.in`.
package-case-unknown-file = { $path } is no part of a case.
    .hint = A case has `in`, `ans`, `args` and `files/`; remove or move the file.
package-grader-missing = `{ $value }` names no program of the package.
    .hint = Put the grader below graders/ and name it: run = ["graders/NAME"].
package-grader-hidden = The grader `{ $value }` of a public check does not travel to students.
    .hint = Move it to graders/public/, or make the group hidden.
package-grader-not-executable = The grader `{ $value }` is not executable.
    .hint = Run `chmod +x { $value }`, or name its interpreter first: ["python3", "{ $value }"].
package-grader-and-compare = A check has `compare` or `grader`, not both.
    .hint = Remove one of them.
package-grader-and-requests = A check has `requests` or `grader`, not both.
    .hint = Remove one of them.
package-no-requests = No file of requests matches `{ $value }`.
    .hint = Each file is one case: "checks/public/gate/*.toml".
package-bad-json-path = `{ $value }` is not a JSON path to one value.
    .hint = Examples: `$`, `$.users[0].name`, `$['full name']`, `$.list[-1]`.
package-bad-pattern = `{ $value }` is not a regular expression.
    .hint = Example: matches = "^[0-9]+$".
package-unknown-name = The name `{ $value }` has no value here yet; the nearest name is `{ $nearest }`.
    .hint = Known: { $valid }. Names get values by `capture` of an earlier step.
package-bundle-not-allowed = { $path } marks a public bundle, not a whole package.
    .hint = Remove the file, or use the author's package.
package-bundle-broken = { $path } is missing or broken.
    .hint = Fetch the challenge again: `ubunifu fetch ID`.

# archives
archive-broken = The archive is broken: { $reason }
    .hint = Send it again.
archive-name = The archive has an entry with a name that is not allowed: { $path }
    .hint = Use relative names without `..`, control characters and backslashes.
archive-name-long = The name { $path } is too long for an archive.
    .hint = Use at most 100 bytes per name and 255 in all.
archive-kind = { $path } is neither a file nor a folder.
    .hint = Remove links and special files.
archive-duplicate = { $path } is in the archive twice.
    .hint = Pack the folder again.
archive-case = { $path } differs from another name by capitals alone.
    .hint = Rename one of them.
archive-too-large = The archive holds more bytes than allowed.
    .hint = Remove what can be generated, such as build folders.
archive-too-many = The archive holds more than { $limit } entries.
    .hint = Remove what can be generated, such as build folders.
archive-too-deep = { $path } lies deeper than { $limit } folders.
    .hint = Move it up.

# runtimes
runtime-name = { $value } cannot be the name of a runtime.
    .hint = Use 1 to 48 of a-z, 0-9, . and -, a letter or digit first; `host` is this machine itself.
runtime-source = It is neither a root file system nor an OCI image.
    .hint = Name a root file system (a folder, or a tar of it) or an OCI image archive.
runtime-inside = The folder holds the place where runtimes are kept.
    .hint = Name the folder of the root file system alone.
runtime-link = { $path } cannot be made: what it is written through or points to ({ $target }) is not in the tree.
    .hint = Export it again with the tool that made it.
runtime-empty = There is no program in it: no file is executable.
    .hint = Name the folder whose content is /, or a tar of that.
runtime-old-archive = This is an image archive of the older Docker kind.
    .hint = Write it as OCI: podman save --format oci-archive -o FILE IMAGE, or skopeo copy docker-archive:OLD oci-archive:FILE
runtime-document = { $path } of the image cannot be used: { $reason }
    .hint = Export the image again.
runtime-blob = { $path } is not what the image says: it has { $found } bytes of { $size }, or other content.
    .hint = The file is damaged or was changed. Get it again from its source.
runtime-media = The image has a layer of a kind that cannot be read: { $value }
    .hint = Write its layers as tar, tar+gzip or tar+zstd, not encrypted.
runtime-architecture = The image is for other machines ({ $found }); this one is { $wanted }.
    .hint = Get the image for { $wanted }: skopeo copy --override-arch { $wanted } SOURCE oci-archive:FILE
runtime-path = The image sets a PATH that cannot be used: { $value }
    .hint = PATH must be absolute folders, separated by colons.

# rules over a repository
policy-required = { $path } is missing; this challenge requires it.
    .hint = Add it: `git add { $path }`, commit, and submit again.
policy-repo-large = All files together have { $size }; at most { $limit } are allowed.
    .hint = Remove large files with `git rm --cached FILE`, list them in .gitignore, commit, and submit again.
policy-file-large = { $path } has { $size }; at most { $limit } are allowed in one file.
    .hint = Remove it with `git rm --cached { $path }`, commit, and submit again.
policy-too-many = There are { $count } files; at most { $limit } are allowed.
    .hint = Remove folders of dependencies and builds with `git rm -r --cached FOLDER`, commit, and submit again.
policy-too-deep = { $path } lies in too many folders.
    .hint = Move it up with `git mv`, commit, and submit again.
policy-submodule = { $path } is a submodule; its files would not be judged.
    .hint = Put the files themselves there: `git rm --cached { $path }`, then `git add { $path }/`.
policy-symlink = { $path } is a link that leads out of the repository.
    .hint = Replace it by the file itself, commit, and submit again.
policy-git-name = { $path } looks like git's own folder to some computers.
    .hint = Rename it with `git mv`, commit, and submit again.
policy-case = { $path } and { $other } differ by capitals alone; some computers take them for one.
    .hint = Rename one with `git mv`, commit, and submit again.
policy-name = The name { $path } cannot travel everywhere.
    .hint = Use UTF-8 names without control characters and backslashes, at most 100 bytes each and 255 in all.
policy-forbidden = { $path } is not allowed in this challenge.
    .hint = Remove it with `git rm --cached { $path }`, commit, and submit again.
policy-kind = { $path } is neither a file nor a link.
    .hint = Remove it with `git rm --cached { $path }`, commit, and submit again.
policy-pointer = { $path } only says where Git LFS keeps the file; the file itself is not in the repository.
    .hint = Bring it in: `git lfs migrate export --include={ $path } --everything`, then submit again.
policy-declare = This challenge asks for the declaration `{ $key }`, and { $path } has no answer to it.
    .hint = Answer it: `ubunifu declare`, then `git add { $path }`, commit, and submit again.
policy-declare-file = { $path } is not a plain file of UTF-8 text of at most { $limit }.
    .hint = Remove it with `git rm { $path }` and make it anew: `ubunifu declare`.
policy-declare-long = The answer to `{ $key }` has { $count } characters; at most { $limit } are allowed.
    .hint = Shorten it, and put what is long into a file of its own that the answer names.
policy-declare-text = The answer to `{ $key }` holds characters that cannot be shown.
    .hint = Write it in plain text; new lines are allowed between three quotation marks.
# what a team declares: asked by `ubunifu declare`, and a comment in DECLARATIONS.toml
declaration-ai-use = Which parts did an AI tool write or propose, and how did you check them? Write "none" when there are none.
declaration-third-party = Which code, data or texts of others does it hold, from where, and under which licence? Write "none" when there are none.
policy-empty = The commit holds no files.
    .hint = Add your files with `git add .`, commit, and submit again.

# verification
verify-flaky = { $reference }: { $case } was `{ $first }` and then `{ $second }`.
    .hint = Remove what differs between runs: time, random numbers, order of files; or raise a limit that is too near.
verify-verdict = { $reference }: the verdict is `{ $actual }`, expected is `{ $expected }`.
    .hint = Correct the reference, its expectation, or the cases.
verify-points = { $reference }: { $actual } points, expected are { $expected }.
    .hint = Correct the reference, its expectation, or the cases.
verify-group = { $reference }: group { $group } is `{ $actual }`, expected is `{ $expected }`.
    .hint = Correct the reference, its expectation, or the cases.
verify-group-points = { $reference }: group { $group } has { $actual } points, expected are { $expected }.
    .hint = Correct the reference, its expectation, or the cases.
verify-hidden-bytes = The hidden file { $path } can be found in the public bundle.
    .hint = Remove its content from public cases, starters and statements.
verify-answer-repeated = The hidden answer { $path } also stands in a public file.
    .hint = If that is more than chance, change one of the cases.
verify-no-reference = The package has no reference that proves it.
    .hint = Add a [[reference]] with a full solution, and one with the starter.
verify-no-full = No reference gets all points as expected.
    .hint = Add a full solution with expect = {"{"} verdict = "accepted", points = ... {"}"}.
verify-hidden-repeated = The hidden file { $path } is the same as { $other }, which students have.
    .hint = Nothing, if it is meant so; else give the hidden one a content of its own.
verify-answer-part = A part of the hidden answer { $answer } stands here, where students read it: { $part }
    .hint = Nothing, if it is only how answers look; else take it out, or change the hidden case.
verify-solution-part = A part of the solution { $answer } stands here, where students read it: { $part }
    .hint = Nothing, if teams shall have it; else take it out. What a starter holds too is not told.
verify-unsteady = { $reference }: the verdict was the same twice, but { $case } first told `{ $first }`, then `{ $second }`.
    .hint = Take out what changes from run to run: clock, addresses, order of files; a team should read the same twice.
verify-limit-close = { $check }: { $reference } used { $used } of { $limit } ({ $key }); an accepted answer needs twice as much room as it uses.
    .hint = Give the check limits = {"{"} { $key } = "{ $proposed }" {"}"}.
verify-limit-wide = { $check }: { $failing } must hit the limit of { $limit } ({ $key }), but { $needed } are enough for it; on a fast day it would pass.
    .hint = Give the check limits = {"{"} { $key } = "{ $proposed }" {"}"}, or larger cases.
verify-limit-far = { $check }: the limit of { $limit } ({ $key }) is far above the { $used } of { $reference }, the most that an accepted answer needs; a program that hangs keeps the judge busy until then.
    .hint = Give the check limits = {"{"} { $key } = "{ $proposed }" {"}"}.
verify-limit-never = { $check }: no limit keeps { $reference }, which used { $used }, apart from { $failing }, which needs { $needed } ({ $key }).
    .hint = Use larger cases: what must fail should need three times as much as what must pass.
verify-statement-html = HTML is not shown to readers: { $value }
    .hint = Write it in Markdown.
verify-statement-link = The link `{ $value }` leads nowhere.
    .hint = Link to https://..., to a heading of this text (#the-heading), or to a file that students have, such as those in statement/.
verify-statement-picture = The picture `{ $value }` is not a picture that students have.
    .hint = Put a png, jpg, gif, svg or webp into statement/ and name it from the package: ![What is seen](statement/NAME.png)
verify-statement-headings = Heading { $number } has no counterpart of the same level in { $other } ({ $count } headings here, { $others } there).
    .hint = Give both languages the same sections in the same order.
verify-grader = { $reference }: the grader of { $check } did not decide case { $case }: { $reason }
    .hint = It must end with exit status 42 (accepted) or 43 (rejected) whatever the answer is.
verify-grader-fragile = The grader of { $check } fails on an answer of the kind `{ $answer }` (case { $case }): { $reason }
    .hint = Let it end with exit status 43 on every answer that it cannot read.
verify-grader-generous = The grader of { $check } gives points for an answer of the kind `{ $answer }` (case { $case }).
    .hint = Let it check everything that the statement asks for.
verify-overlay-visible = The files laid over the tree by the hidden check { $check } can be read by the team's code.
    .hint = Make the group public, or move what must stay hidden into the cases' answers.
