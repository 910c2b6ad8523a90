# Sentensi za seva `ubunifu-server`. Kila kosa lina sentensi na `.hint` inayosema la kufanya.
problem-auth-missing = Hakuna tokeni katika ombi hili.
    .hint = Ingia kwanza: ubunifu login --with-token
problem-auth-invalid = Tokeni haijulikani, imeisha muda au imebatilishwa.
    .hint = Omba tokeni mpya kwa mratibu wako, kisha: ubunifu login --with-token
problem-auth-forbidden = Akaunti hii hairuhusiwi kufanya hivyo.
    .hint = Angalia jukumu lako: ubunifu whoami
problem-request-invalid = Ombi halikueleweka: { $reason }
    .hint = Linganisha ombi na maelezo yaliyo kwenye /v1/openapi.json
problem-request-too-large = Ombi ni kubwa kuliko kiwango cha { $limit }.
    .hint = Punguza ukubwa kisha jaribu tena
problem-request-media-type = Anwani hii inapokea { $expected } pekee.
    .hint = Tuma kichwa cha ombi Content-Type: { $expected }
problem-request-value = Thamani ya { $field } haikubaliki: { $rule }
    .hint = Sahihisha { $field } kisha jaribu tena
problem-not-found = Hakuna kitu katika anwani hii.
    .hint = Anwani zote zimeorodheshwa kwenye /docs
problem-request-method = Anwani hii haikubali njia hiyo ya HTTP.
    .hint = Anwani na njia zake zimeorodheshwa kwenye /docs
problem-server-fault = Hitilafu ni yetu, si yako. Hakuna kilichopotea.
    .hint = Jaribu tena baadaye; ukimwandikia msimamizi, mpe namba ya ombi
problem-server-no-box = Kompyuta hii haiwezi kuunda kisanduku cha kuendeshea programu za timu, kwa hiyo hakuna kinachoweza kupimwa hapa.
    .hint = Ianzishe kama root, au ruhusu user namespaces: sudo sysctl -w kernel.unprivileged_userns_clone=1; ili ihudumie tu, wengine wakipima: --workers 0
problem-server-busy = Seva ina kazi nyingi kwa sasa.
    .hint = Jaribu tena baada ya muda mfupi
problem-organization-slug-taken = Jina fupi { $slug } linatumiwa na taasisi nyingine.
    .hint = Chagua jina fupi jingine
problem-organization-not-found = Hakuna taasisi yenye jina fupi { $slug }.
    .hint = Orodha ipo kwenye /v1/organizations
problem-event-not-found = Hakuna shindano lenye jina fupi { $event }.
    .hint = Orodha ipo kwenye /v1/events
problem-event-closed = Shindano { $event } halipokei mawasilisho kwa sasa.
    .hint = Angalia tarehe zake: /v1/events/{ $event }
problem-challenge-not-found = Hakuna changamoto yenye jina { $challenge }.
    .hint = Tazama zilizopo: ubunifu list
problem-challenge-invalid = Kifurushi cha changamoto kina makosa.
    .hint = Kipime kwenye kompyuta yako: ubunifu challenge verify
problem-challenge-version-exists = Toleo { $version } limekwisha kutangazwa likiwa na maudhui mengine.
    .hint = Ongeza namba ya toleo kwenye challenge.toml kisha tangaza tena
problem-challenge-version-old = Toleo { $version } si jipya kuliko { $newest } lililokwisha kutangazwa.
    .hint = Ongeza namba ya toleo kwenye challenge.toml kisha tangaza tena
problem-challenge-runtime = Changamoto inahitaji mazingira ya kuendeshea { $runtime }, ambayo seva hii haina.
    .hint = Mwombe msimamizi wa seva ayaingize: ubunifu-server admin runtime import { $runtime } FAILI
problem-challenge-runtime-digest = Changamoto inahitaji mazingira ya kuendeshea { $runtime } yaliyo { $wanted }; seva hii ina { $found }.
    .hint = Mwombe msimamizi ayaingize hayo: ubunifu-server admin runtime import { $runtime } FAILI, au badilisha digest katika challenge.toml
problem-runtime-invalid = Hii haiwezi kuingizwa kama mazingira ya kuendeshea.
    .hint = Taja mfumo mzima wa faili (folda, au tar yake) au image ya OCI
problem-runtime-not-found = Hakuna mazingira ya kuendeshea yaliyoingizwa kwa jina { $runtime }.
    .hint = Angalia yaliyopo: ubunifu-server admin runtime list
problem-challenge-not-owner = Changamoto { $challenge } ni ya taasisi nyingine.
    .hint = Chagua id nyingine kwenye challenge.toml
problem-team-not-found = Hakuna timu hiyo, au wewe si mwanachama wake.
    .hint = Tazama timu zako: ubunifu team show
problem-team-slug-taken = Jina fupi { $slug } linatumiwa na timu nyingine.
    .hint = Chagua jina jingine: ubunifu team create JINA
problem-team-already-member = Tayari uko kwenye timu ya shindano hili.
    .hint = Tazama timu yako: ubunifu team show
problem-team-full = Timu imejaa: idadi ya juu ya wanachama ni { $limit }.
    .hint = Unda timu nyingine: ubunifu team create JINA
problem-invitation-invalid = Mwaliko haujulikani, umetumika wote au muda wake umekwisha.
    .hint = Omba mwaliko mpya kwa kiongozi wa timu: ubunifu team invite
problem-submission-not-found = Hakuna wasilisho hilo, au si la timu yako.
    .hint = Tazama mawasilisho ya timu yako: ubunifu status
problem-submission-not-judged = Wasilisho hili bado halijapimwa.
    .hint = Fuatilia: ubunifu watch { $submission }
problem-submission-policy = Hazina inavunja kanuni za changamoto { $challenge }; hakuna kilichopokelewa, hakuna jaribio lililohesabiwa.
    .hint = Rekebisha, weka commit mpya kisha wasilisha tena: ubunifu submit
problem-submission-overtaken = Mwanatimu mwingine ametuma kabla yako; hakuna kilichopokelewa katika utumaji huu.
    .hint = Chukua yaliyopo kisha tuma tena: git fetch, git push
problem-letter-not-stopped = Hakuna barua yenye kitambulisho hiki iliyoachwa; inasubiri, inapimwa au imekamilika.
    .hint = Tazama zilizoachwa: ubunifu-server admin queue list
problem-submission-branch = { $branch } haikupokelewa: { $rule }.
    .hint = Tuma kwenye main: git push URL HEAD:main

# Kanuni ambazo thamani inaweza kuvunja; humalizia sentensi ya problem-request-value.
rule-name-empty = haina kitu
rule-name-long = inazidi herufi { $limit }
rule-name-characters = ina alama zisizoonekana au zinazogeuza mwelekeo wa maandishi
rule-slug = tumia herufi 2 hadi 48 za a-z, 0-9 na -, ukianza na herufi au tarakimu
rule-name-needed = pasipo tokeni, jina linahitajika
rule-uses = mwaliko hutumika mara 1 hadi { $limit }
rule-role-author = ni taasisi za umma pekee zenye watunzi wa changamoto
rule-version = kila moja ya namba zake tatu isizidi { $limit }
rule-organization-needed = taja taasisi: ?organization=JINA-FUPI
rule-limit = iwe 1 hadi { $limit }
rule-cursor = tumia thamani ya next ya sehemu iliyotangulia bila kuibadilisha

# Sababu ya ombi kutoeleweka; humalizia sentensi ya problem-request-invalid.
reason-cut-off = halikufika lote

# Ukurasa wa /docs.
docs-title = API ya Ubunifu
docs-intro = Toleo { $version }. Tuma tokeni kwenye kichwa cha ombi Authorization: Bearer TOKENI. Makosa huelezwa kwa lugha ya Accept-Language: sw au en.
docs-operation = Operesheni
docs-what = Inachofanya
docs-who = Anayeruhusiwa
who-anonymous = kila mtu
who-account = mwenye tokeni yoyote
who-operator = msimamizi
who-author = mtunzi wa changamoto
who-coordinator = mratibu
who-student = mwanafunzi
who-member = mwanachama wa timu
who-leader = kiongozi wa timu

# `ubunifu-server` humwambia hivi msimamizi kwenye dirisha la amri.
admin-failed = Amri imeshindikana.
admin-cause = sababu
admin-hint = dokezo
admin-queue = { $waiting } zinasubiri, { $held } zinapimwa, { $stopped } zimeachwa; nafasi za kupimia: { $places }; hitilafu zetu kwa siku moja: { $faults }
    .hint = Rekebisha chanzo, kisha zipimwe tena: ubunifu-server admin queue retry --all
admin-letter = { $letter } wasilisho { $submission } la { $team } kwa { $challenge }, limejaribiwa mara { $attempts }, limeshindikana kwenye: { $hosts }; { $fault }
admin-workers-none = Hakuna mpimaji anayejulikana. Anzisha mmoja: ubunifu-server work --data DIR
admin-worker = { $name } kwenye { $host }, mchakato { $process }, nafasi { $places }, anafanya kazi tangu dakika { $minutes }, alisikika sekunde { $seconds } zilizopita: { $doing }
admin-worker-silent = { $name } kwenye { $host }, mchakato { $process }: kimya kwa sekunde { $seconds }, amehesabiwa kuwa amekufa
admin-worker-idle = anasubiri kazi
rule-role-organization = mtunzi au mratibu ni wa taasisi fulani; itaje: --organization JINA-FUPI
rule-branch-deleted = main haifutwi, kilichowasilishwa kinabaki
rule-branch-name = jina lake linazidi baiti 200, au lina herufi ambazo si kila kompyuta huzionyesha
rule-branch-none = hupokelewa matawi yanayoelekeza kwenye commit pekee, na ni main tu linalowasilisha
rule-branch-many = hazina huwa na matawi yasiyozidi 20
# Mistari ambayo git huonyesha wakati wa kutuma.
push-received = Wasilisho limepokelewa: { $challenge }, timu { $team }, commit { $commit }
push-known = Commit { $commit } ilikuwa imewasilishwa tayari; wasilisho ni lile lile.
push-watch = Fuatilia: ubunifu watch { $submission }

# seals
problem-submission-late = Shindano lilikuwa limefungwa kabla kila kitu hakijafika. Hakuna kilichowasilishwa kwa { $challenge }.
    .hint = Muhuri hulinda muda wako maudhui yakiwa njiani: ubunifu submit
problem-seal-not-found = Hakuna muhuri huo, au si wa timu yako.
    .hint = Weka muhuri tena kwenye commit: ubunifu submit
problem-seal-too-many = Timu imeweka muhuri kwenye commit { $limit } ndani ya siku moja.
    .hint = Tuma zilizowekewa muhuri, au subiri hadi kesho: ubunifu status
problem-upload-offset = Seva ina sehemu tofauti ya maudhui na ile ombi hili linapoendelea (offset: { $offset }).
    .hint = Uliza ina kiasi gani, kisha endelea kutoka hapo: ubunifu submit
problem-bundle-invalid = Baiti hizi si git bundle inayoleta commit hiyo.
    .hint = Itengeneze upya: ubunifu submit --bundle FAILI
rule-hash = lazima iwe tarakimu 40 za heksadesimali, kama git rev-parse inavyozionyesha
rule-seal-tree = si mti uliowekewa muhuri pamoja na commit hii
rule-event-term = lazima iwe baada ya kufunguliwa
rule-past = isiwe wakati ujao

# Kisichoweza kupokelewa katika utumaji, na la kufanya.
submission-unpack = git haikuweza kusoma yaliyotumwa; sababu iko kwenye mistari iliyo juu.
    .hint = Kagua hazina yako kwa `git fsck`, kisha tuma tena.
submission-unread = Yaliyotumwa hayakuweza kukaguliwa hadi mwisho: yana kasoro, au yanachukua muda mrefu mno.
    .hint = Anza historia fupi: `git checkout --orphan mpya`, `git commit -m mpya`, `git push --force URL HEAD:main`.
submission-unfolds = Yaliyotumwa yakifunguliwa yanazidi kinachoweza kupokelewa, hata kama yamesafiri yakiwa madogo.
    .hint = Anza historia isiyo na faili kubwa: `git checkout --orphan mpya`, `git commit -m mpya`, `git push --force URL HEAD:main`.
submission-objects = Utumaji una vitu { $count }; vinavyopokelewa kwa mara moja ni { $limit }.
    .hint = Tuma historia kwa sehemu: `git push URL COMMIT-YA-ZAMANI:refs/heads/sehemu`, kisha `git push URL HEAD:main`.
submission-refs = Utumaji unabadilisha matawi zaidi ya { $limit }.
    .hint = Taja tawi unalolitaka: `git push URL HEAD:main`.
submission-format = Hazina hii huvipa vitu vyake majina ya { $format }; seva hupokea sha1 pekee.
    .hint = Nakili faili zako kwenye folda mpya, kisha `git init --object-format=sha1`, fanya commit na tuma.
submission-missing = Kuna vitu vinavyokosekana katika yaliyotumwa.
    .hint = `git fsck` kwenye kompyuta yako huvitaja; nakili upya hazina (git clone) kutoka mahali ilipo kamili, kisha tuma.
submission-shallow = Historia ilikatwa na nakala fupi (shallow clone), na seva haina iliyobaki.
    .hint = Leta iliyobaki kwa `git fetch --unshallow`, kisha tuma tena.
submission-history = Historia ina commit zaidi ya { $limit }.
    .hint = Anza fupi zaidi: `git checkout --orphan mpya`, `git commit -m mpya`, `git push --force URL HEAD:main`.
submission-commit = Commit { $commit } ina { $size }, nyingi zikiwa za ujumbe wake; zinazopokelewa ni { $limit }.
    .hint = Fupisha ujumbe: `git commit --amend` kwa commit ya mwisho, `git rebase -i { $commit }^` kwa ya zamani.
submission-quota = Hazina ya timu ingekuwa na { $size }; inayohifadhiwa ni { $limit }.
    .hint = Acha faili kubwa na ufute matawi yaliyokamilika: `git push URL --delete TAWI`. Nafasi yao huwa wazi baada ya siku moja.
submission-quota-branch = Hazina ya timu ingekuwa na { $size }; matawi yana nafasi hadi { $limit }, iliyobaki ni ya mawasilisho.
    .hint = Futa matawi yaliyokamilika: `git push URL --delete TAWI`. Nafasi yao huwa wazi baada ya siku moja. Kuwasilisha kwenye main bado kunawezekana.
submission-object-dotgit = Folda { $object } ina jina ambalo baadhi ya kompyuta huliona kama folda ya git yenyewe, kama .GIT au git~1.
    .hint = Tazama jina kwa `git ls-tree { $object }`, libadilishe kwa `git mv` na uanze historia isiyo nalo: `git checkout --orphan mpya`.
submission-object-name = Folda { $object } ina jina lisiloruhusiwa kwa faili: tupu, `.`, `..`, refu mno, au lenye mkwaju.
    .hint = Litazame kwa `git ls-tree { $object }`, na uandike commit upya kwa `git add`.
submission-object-twice = Folda { $object } ina jina lile lile mara mbili.
    .hint = Litazame kwa `git ls-tree { $object }`, na uandike commit upya kwa `git add`.
submission-object-order = Majina katika folda { $object } hayako katika mpangilio wa git.
    .hint = Programu iliyoiandika ina kasoro; andika commit upya kwa `git add` na `git commit`.
submission-object-mode = Folda { $object } ina ruhusa za faili ambazo git haiandiki.
    .hint = Programu iliyoiandika ina kasoro; andika commit upya kwa `git add` na `git commit`.
submission-object-nul = Commit { $object } ina baiti sifuri.
    .hint = Andika ujumbe wake upya: `git commit --amend` kwa commit ya mwisho, `git rebase -i { $object }^` kwa ya zamani.
submission-object-date = Commit { $object } ina tarehe isiyo tarehe.
    .hint = Iweke: `git commit --amend --date=now --reset-author` kwa commit ya mwisho, `git rebase -i { $object }^` kwa ya zamani.
submission-object-person = Commit { $object } haimtaji mwandishi wake kama git inavyofanya: Jina <anwani>.
    .hint = Weka `git config user.name` na `git config user.email`, kisha `git commit --amend --reset-author`.
submission-object-special = Faili .gitmodules, .gitattributes au .gitignore hairuhusiwi kuwa kama ilivyo hapa ({ $what }, kitu { $object }).
    .hint = Itazame kwa `git cat-file -p { $object }`, iondoe kwa `git rm`, na uanze historia isiyo nayo: `git checkout --orphan mpya`.
submission-object-broken = Kitu { $object } kina kasoro: { $what }.
    .hint = Kitazame kwa `git fsck` kwenye kompyuta yako, na uandike commit upya kwa `git add` na `git commit`.
