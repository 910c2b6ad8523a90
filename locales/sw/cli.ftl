# Sentensi za CLI `ubunifu`.
word-error = hitilafu
word-warning = tahadhari
word-hint = hatua inayofuata

say-interrupted = Umesitisha. Hakuna kilichoachwa nusu.

role-operator = msimamizi wa mfumo
role-author = mwandishi wa changamoto
role-coordinator = mratibu wa taasisi
role-student = mwanafunzi

visibility-public = vya wazi
visibility-hidden = vilivyofichwa

state-queued = linasubiri
state-judging = linapimwa
state-stopped = limesimama, hitilafu ni yetu
place-ahead = inasubiri, { $ahead } mbele yake

rights-team-retains = Kazi ya timu inabaki kuwa mali ya timu.
rights-licence-to-owner = Timu inabaki na kazi yake na kuipa taasisi leseni ya kuitumia.
rights-assigned-to-owner = Kazi ya timu inakuwa mali ya taasisi.

head-challenge = Changamoto
head-title = Kichwa
head-organization = Taasisi
head-version = Toleo
head-points = Alama
head-group = Kundi
head-visibility = Vipimo
head-rank = Nafasi
head-team = Timu
head-reached = Zilipatikana
head-submission = Wasilisho
head-commit = Commit
head-received = Lilipokelewa
head-state = Hali

# login, logout, whoami
login-paste = Bandika tokeni, kisha bonyeza Enter.
login-exposed = { $server } haijasimbwa: wengine njiani wanaweza kusoma tokeni yako. Omba anwani ya https.
login-done = Umeingia { $server } kama { $name }.
    .hint = Tazama changamoto: ubunifu list
logout-done = Tokeni ya { $server } imeondolewa kwenye kompyuta hii.
logout-nothing = Hapakuwa na tokeni ya { $server } kwenye kompyuta hii.
whoami-server = Seva: { $server }
whoami-organization = Taasisi: { $organization }
whoami-team = Timu: { $team } (shindano { $event })

# list, show
list-empty = Hakuna changamoto iliyotangazwa bado.
list-next = Soma mojawapo: ubunifu show ID
show-organization = Mwenye changamoto: { $value }
show-starters = Mianzo: { $value }
show-license = Leseni ya changamoto: { $value }
show-size = Ukubwa wa kupakua: { $value }
show-keep-best = Wasilisho lenu lenye alama bora zaidi ndilo linalohesabiwa.
show-keep-last = Wasilisho lenu la mwisho ndilo linalohesabiwa, hata kama la awali lilikuwa na alama zaidi.
show-next = Anza kuifanyia kazi: ubunifu fetch { $id }

# board, status
board-title = Ubao wa wanaoongoza: { $title }, alama za juu kabisa ni { $max }
board-empty = Hakuna aliyepata alama hapa bado.
board-own = (timu yako)
status-empty = Timu yako haijawasilisha chochote kwenye changamoto hii.
    .hint = Pima kazi yako, kisha wasilisha: ubunifu check && ubunifu submit
status-next = Soma ripoti ya mojawapo: ubunifu watch ID

# team
team-created = Umeunda timu: { $name }, jina fupi { $slug }. Wewe ni kiongozi wake.
    .hint = Waalike wengine: ubunifu team invite
team-invited = Msimbo huu unaruhusu { $uses ->
    [one] mtu { $uses }
   *[other] watu { $uses }
} kujiunga na timu { $team } hadi { $until }:
    .hint = Watumie amri hii: ubunifu team join { $code }
team-account = Seva imeunda akaunti ya { $name }; tokeni yake imehifadhiwa kwenye kompyuta hii.
team-joined = Sasa uko kwenye timu { $team }.
    .hint = Tazama changamoto: ubunifu list
team-left = Umetoka kwenye timu { $team }.
team-none = Bado hujajiunga na timu yoyote.
    .hint = Unda timu: ubunifu team create JINA, au jiunge: ubunifu team join MSIMBO
team-leads = (kiongozi)

# errors
error-disk = Imeshindikana kusoma au kuandika faili: { $path }
    .hint = Angalia nafasi na ruhusa za hapo: df -h . && ls -la
error-json = Imeshindikana kuandaa hati. Hitilafu ni yetu.
error-home = Folda yako ya mipangilio haikupatikana.
    .hint = Itaje: export UBUNIFU_CONFIG_DIR=$HOME/.config/ubunifu
error-address = Hii si anwani ya seva: { $address }
    .hint = Iandike hivi: https://SEVA au http://SEVA:PORT, bila jina wala nenosiri ndani yake
error-redirect = { $server } inatuelekeza { $place }, na tokeni haipelekwi huko.
    .hint = Taja anwani inayofaa: ubunifu --server URL login --with-token
error-gateway = { $server } haiwezi kujibu kwa sasa.
    .hint = Jaribu tena baada ya dakika moja; angalia kinachofanya kazi: ubunifu doctor
error-unreachable = { $server } haifikiki.
    .hint = Angalia anwani na muunganisho wako: ubunifu doctor
link-lost = Muunganisho umekatika; itajaribiwa tena baada ya sekunde { $seconds }.
link-refused = Hakuna kinachopokea miunganisho huko.
link-silent = Imekaa kimya muda mrefu mno.
link-broken = Muunganisho umekatika katikati.
link-none = Hakuna njia ya kufika huko: kompyuta hii haina mtandao, au haina mtandao huo.
link-name = Hakuna anayeijua kompyuta yenye jina hilo.
error-foreign = Kinachojibu kwenye { $server } si seva ya Ubunifu.
    .hint = Angalia anwani: ubunifu --server URL doctor
error-download = Imeachwa kwa sasa; { $size } zimefika na zinabaki kwenye kompyuta hii.
    .hint = Endelea kutoka hapo mara upatapo muunganisho: ubunifu fetch { $id }
error-bundle-hash = Kifurushi cha { $id } kimefika kikiwa kimeharibika, kimetupwa.
    .hint = Jaribu tena: ubunifu fetch { $id }
error-login = Hujaingia kwenye { $server }.
    .hint = Ingia: ubunifu --server { $server } login --with-token
error-foreign-project = Mradi huu unataja seva { $server } ambayo hujawahi kuitumia; tokeni yako haikupelekwa huko.
    .hint = Kama unaiamini: export UBUNIFU_SERVER={ $server }
error-login-how = Njia ya kuingia ni moja: tokeni kupitia ingizo sanifu (stdin).
    .hint = ubunifu login --with-token < token.txt
error-token-shape = Hiyo si tokeni: ni tupu au ina herufi zisizoruhusiwa.
    .hint = Omba tokeni yako kwa mratibu, kisha: ubunifu login --with-token
error-logins = Faili la tokeni zako limeharibika: { $path }
    .hint = Liondoe kisha ingia tena: rm { $path }
error-no-server = Hakuna seva iliyotajwa.
    .hint = Ingia kwenye seva: ubunifu --server URL login --with-token
error-no-project = Folda hii si mradi wa Ubunifu.
    .hint = Anzisha mradi: ubunifu fetch ID, kisha: cd ID
error-marker = Alama ya mradi huu imeharibika: { $path }
    .hint = Irudishe kutoka git: git checkout -- { $path }
error-no-id = Changamoto ipi? Hakuna iliyotajwa, na folda hii si mradi.
    .hint = Tazama zilizopo: ubunifu list
error-bad-id = Hakuna changamoto inayoweza kuitwa { $id }.
    .hint = Tazama zilizopo: ubunifu list
error-no-event = Hakuna shindano lililofunguliwa kwenye seva hii.
    .hint = Uliza lijalo linaanza lini; angalia seva: ubunifu doctor
error-no-team = Huna timu kwenye shindano { $event }.
    .hint = Unda timu: ubunifu team create JINA, au jiunge: ubunifu team join MSIMBO
error-join-name = Hujaingia; ili kupata akaunti, taja jina lako.
    .hint = ubunifu team join { $code } --name "JINA"

# doctor
word-arrow = →
doctor-ok = sawa
doctor-bad = haipo
doctor-server = Seva
doctor-server-found = { $server }, toleo { $version }, shindano { $event }
doctor-login = Kuingia
doctor-git = Mwandishi wa git
doctor-git-found = { $author }
doctor-sandbox = Kisanduku cha kuendeshea
doctor-box-v2 = daraja { $tier }: cgroups (toleo la 2) zinasimamia kila kiwango kwa michakato yote ya programu kwa pamoja
doctor-box-v1 = daraja { $tier }: cgroups (toleo la 1) zinasimamia kila kiwango kwa michakato yote ya programu kwa pamoja
doctor-box-none = daraja { $tier }: hakuna cgroups; muda na kumbukumbu huangaliwa mara 20 kwa sekunde, kwa hiyo programu inaweza kupita kiwango kwa kitambo. Inatosha kwa darasa moja, si kupima kwa ajili ya zawadi
doctor-box-why = sababu ya kutokuwepo: { $why }
doctor-box-root = kimeundwa na root, kwa namba za watumiaji ambazo hakuna mwingine anazo
doctor-box-user = kimeundwa na mtumiaji wa kawaida, kwa namba yake mwenyewe
doctor-box-none-root = Anzisha kwenye systemd unit yenye Delegate=yes; ndani ya container, kwa /sys/fs/cgroup inayoweza kuandikwa
doctor-box-none-user = systemd-run --user --scope -p Delegate=yes ubunifu check
doctor-fails = imeshindwa
doctor-held = imejaribiwa kwenye kisanduku: inazuia
doctor-not-held = imejaribiwa kwenye kisanduku: haizuii ({ $found })
doctor-probes = Majaribio kwenye kisanduku
doctor-probe-network = Hakuna njia ya kwenda mtandaoni
doctor-probe-files = Hakuna faili za kompyuta hii
doctor-probe-memory = Kikomo cha kumbukumbu
doctor-probe-processes = Kikomo cha michakato
doctor-probe-output = Kikomo cha matokeo
doctor-probe-cpu = Kikomo cha muda wa CPU
doctor-probe-wall = Kikomo cha muda wa saa
error-git-author = Git haijui jina na anwani yako kwa ajili ya commit.
    .hint = git config --global user.name "JINA" && git config --global user.email ANWANI
error-sandbox = Kisanduku cha kuendeshea hakiwezi kuundwa kwenye kompyuta hii.
    .hint = Ruhusu user namespaces: sudo sysctl -w kernel.unprivileged_userns_clone=1, kisha: ubunifu doctor

# fetch
fetch-bar = Inapakua
fetch-commit = Anza { $id }
fetch-done = { $id } { $version } iko tayari katika { $folder }.
fetch-starter = Umeanza na mwanzo wa { $starter } (iliyopo: { $all }).
fetch-declare = Changamoto hii inadai matamko kabla ya kupokea kazi yako: ubunifu declare
fetch-next = cd { $folder }, soma TATIZO.md, kisha: ubunifu check
fetch-updated = { $id } sasa iko toleo { $version }; faili zako hazikuguswa.
fetch-newest = { $id } { $version } ndilo toleo jipya zaidi; hakuna kilichobadilika.
fetch-newest-next = Pima kazi yako kwa toleo hili: ubunifu check
fetch-updated-next = Hifadhi toleo jipya: git commit -m "Sasisha" .ubunifu/project.toml, kisha: ubunifu check
error-bundle = Changamoto iliyo kwenye mradi huu imeharibika au si ile inayodaiwa.
    .hint = Ipakue upya: rm -r .ubunifu/challenge && ubunifu fetch
error-no-bundle = Changamoto yenyewe bado haipo kwenye kompyuta hii; nakala ya git haiibebi.
    .hint = Ipakue: ubunifu fetch
error-archive = Imeshindikana kufunga au kufungua kifurushi.
    .hint = Angalia nafasi kwenye diski, kisha jaribu tena: df -h .
error-occupied = { $path } ipo na si tupu; hakuna kilichobadilishwa.
    .hint = Taja folda nyingine: ubunifu fetch ID FOLDA
error-other-project = { $path } ni mradi wa changamoto nyingine, { $id }; hakuna kilichobadilishwa.
    .hint = Taja folda nyingine: ubunifu fetch ID FOLDA
error-no-starter = Changamoto hii haina mwanzo unaoitwa { $starter }.
    .hint = Taja mmojawapo: { $all }

# git
error-git = Git imeshindwa kufanya hivyo.
    .hint = Angalia git inasema nini: git status
error-git-owner = Folda hii ni ya mtumiaji mwingine, kwa hiyo git haiiamini.
    .hint = Kama ni yako: git config --global --add safe.directory "$PWD"
error-git-unmerged = Kuna muunganiko wa git ambao haujamalizika.
    .hint = Umalize au ughairi kwanza: git status
error-no-repository = { $path } si hazina ya git inayojitegemea.
    .hint = Ifanye iwe hazina: git init -b main && git add -A && git commit -m Anza
error-no-commit = Bado hakuna commit.
    .hint = Weka commit: git add -A && git commit -m "UJUMBE"

# check and reports
check-bar = Inapima
check-next-good = Weka commit kisha wasilisha: git add -A && git commit -m "UJUMBE" && ubunifu submit
check-next-bad = Rekebisha kisha pima tena: ubunifu check
head-verdict = Tokeo
head-check = Kipimo
head-time = Muda wa CPU
head-memory = Kumbukumbu
report-more-cases = na { $count ->
    [one] mfano mwingine { $count }
   *[other] mifano mingine { $count }
} katika kipimo hiki
report-limit = Kiwango kilichofikiwa: { $limit }
report-use-cpu = CPU { $used } kati ya { $limit } ({ $percent }%)
report-use-wall = muda wa saa { $used } kati ya { $limit } ({ $percent }%)
report-use-memory = kumbukumbu { $used } kati ya { $limit } ({ $percent }%)
report-hint = Dokezo la mwandishi: { $text }
report-reused = Timu yako iliwasilisha maudhui haya hapo awali; ripoti ya wasilisho { $submission } inatumika tena.
report-build = Kumbukumbu ya ujenzi
report-log-more = … { $count ->
    [one] mstari { $count } wa awali
   *[other] mistari { $count } ya awali
}: tazama yote kwa --log
report-sum = Alama { $points } kati ya { $max }
report-sum-public = Alama { $points } kati ya { $max } za vipimo vya wazi
cause-different = Jibu linatofautiana
cause-difference = Jibu linatofautiana kwenye mstari wa { $line }, nafasi ya { $column }
cause-expected = lililotarajiwa: { $text }
cause-actual = lililotolewa:   { $text }
cause-nothing = (hakuna kitu)
cause-after = Hakijaendeshwa, kwa sababu kipimo “{ $check }” kilichotangulia hakikufaulu
cause-requires = Hakijaendeshwa, kwa sababu kundi { $group } halikufaulu
cause-exit = Programu imemalizika kwa hali { $status }
cause-signal = Programu imesimamishwa kwa ishara { $signal }
cause-not-started = Imeshindikana kuanzisha: { $command }. Je, faili lipo na lina ruhusa ya kuendeshwa (chmod +x)?
cause-step = Hatua `{ $step }`: { $request }
cause-reply-status = Hali ya jibu inatofautiana
cause-reply-header = Kichwa `{ $place }` cha jibu kinatofautiana
cause-reply-body = Mwili wa jibu unatofautiana
cause-reply-json = Thamani ya `{ $place }` inatofautiana
cause-reply-text = mwanzo wa jibu: { $text }
cause-no-reply-refused = Hakuna kilichopokea muunganisho
cause-no-reply-closed = Muunganisho umefungwa kabla ya jibu kamili
cause-no-reply-late = Jibu kamili halikufika kwa wakati
cause-no-reply-garbled = Jibu si HTTP/1.1
cause-no-reply-too-long = Jibu ni refu mno
cause-not-ready = Huduma haikuwa tayari ndani ya { $time }
cause-not-ready-path = Huduma haikujibu `{ $path }` kwa hali 200 hadi 299 ndani ya { $time }
cause-service-exit = Huduma imemalizika yenyewe kwa hali { $status }, ilipokuwa bado inahitajika
cause-service-signal = Huduma imesimamishwa kwa ishara { $signal }, ilipokuwa bado inahitajika
rule-license = Hakuna faili la leseni
rule-no-secrets = Kuna kitu kinachofanana na siri
rule-max-binary = Kuna faili la binari lililo kubwa mno
rule-readme-languages = README haipo katika lugha inayohitajika
rule-other = Kanuni { $rule } haijatimizwa
notice-protected-restored = { $path } limelindwa; badiliko lako kwenye faili hilo halihesabiwi.
error-policy = Faili zinavunja kanuni za changamoto { $id }; hakuna kilichotumwa.
error-judge = Upimaji kwenye kompyuta hii umeshindikana. Hitilafu haiko kwenye kazi yako.
    .hint = Angalia kompyuta hii inakosa nini: ubunifu doctor

# submit, watch
error-dirty = Kuna mabadiliko ambayo hayajawekwa kwenye commit (faili: { $count }), kwa hiyo hayangetumwa.
    .hint = Ziweke: git add -A && git commit -m "UJUMBE", kisha: ubunifu submit
error-shallow = Historia ya nakala hii imekatwa, kwa hiyo haiwezi kutumwa nzima.
    .hint = Pakua iliyobaki: git fetch --unshallow
error-ask = Hakuna mtu wa kuulizwa kama itumwe.
    .hint = Sema mapema: ubunifu submit --yes
submit-commit = Commit:     { $commit } { $subject }
submit-files = Faili:      { $count } ({ $size })
submit-to = Changamoto: { $challenge } { $version }
submit-team = Timu:       { $team }, kwenda { $server }
submit-ask = Itumwe? [ndiyo/HAPANA]
submit-declined = Hakuna kilichotumwa.
submit-replaces = main ya timu yako kwenye seva iko { $commit }, na commit hii haijajengwa juu yake: ingechukua nafasi yake. Hakuna kitakachopotea: kilichowasilishwa kinabaki, alama zake pia, na kinaweza kuchukuliwa tena.
submit-replace-ask = Commit hii ichukue nafasi yake? [ndiyo/HAPANA]
error-overwrite = main ya timu yako kwenye seva iko { $commit }, na commit hii haijajengwa juu yake. Hakuna kilichotumwa; muda wako umelindwa kwa muhuri.
    .hint = Iunganishe, kisha wasilisha tena: git pull --no-rebase --allow-unrelated-histories { $address } main   Au weka yako mahali pake, kilichowasilishwa hakipotei: ubunifu submit --force
submit-bar = Inatuma
submit-receipt = Limepokelewa: wasilisho { $id }, { $at }. Lolote litakalotokea sasa, limehesabiwa.
submit-earlier = Commit hii iliwasilishwa awali: wasilisho { $id }, { $at }. Hakuna kipya kilichotumwa.
submit-version = Seva inapima kwa toleo { $theirs }; mradi huu una { $ours }. Usasishe: ubunifu fetch
submit-no-wait = Lifuatilie: ubunifu watch { $id }
error-bad-submission = Hiki si kitambulisho cha wasilisho: { $id }
    .hint = Tazama vitambulisho: ubunifu status
error-pending = Wasilisho { $id } bado halijapimwa. Hakuna kilichopotea.
    .hint = Endelea kusubiri: ubunifu watch { $id }
error-stopped = Imeshindikana kupima wasilisho { $id }. Hitilafu ni yetu; haiigharimu timu yako chochote, na mtu anaishughulikia.
    .hint = Angalia tena baadaye: ubunifu watch { $id }
follow-bar = Inasubiri seva
follow-queued = Linasubiri kwenye foleni, { $ahead } yametangulia
follow-started = { $count ->
    [one] kipimo { $count } kinaendeshwa
   *[other] vipimo { $count } vinaendeshwa
}
follow-built = Ujenzi umekamilika
follow-retrying = Hitilafu yetu; inajaribu tena ({ $count })
outcome-rank = Nafasi ya { $team }: { $rank }
outcome-next = Tazama ubao: ubunifu board { $id }

# challenge
error-no-folder = Hakuna folda { $path }.
    .hint = Taja folda yenye challenge.toml: ubunifu challenge verify FOLDA
error-package = Kifurushi cha changamoto kina makosa.
    .hint = Yarekebishe kisha angalia tena: ubunifu challenge verify
verify-bar = Masuluhisho ya mfano yanapimwa
verify-reference = { $path } ({ $run }/{ $runs })
verify-title = { $id } { $version }, alama ya utambulisho { $hash }, kifurushi cha wazi { $size }
verify-errors = Makosa
verify-warnings = Tahadhari
verify-good = Kifurushi kinaweza kutangazwa.
    .hint = ubunifu challenge publish { $path }
verify-bad = Kifurushi kisitangazwe kikiwa hivi.
    .hint = Rekebisha makosa kisha angalia tena: ubunifu challenge verify { $path }
verify-as-expected = kama ilivyotarajiwa
verify-otherwise = tofauti
head-expected = Tokeo
head-reference = Suluhisho la mfano
error-new-name = Changamoto haiwezi kuitwa “{ $name }”: tumia herufi ndogo a-z, tarakimu na -, jumla 3 hadi 48
    .hint = ubunifu challenge new { $better }
error-new-exists = { $path } ipo; hakuna kilichobadilishwa.
    .hint = Taja jina jingine, au angalia iliyopo: ubunifu challenge verify { $path }
new-done = { $path } ni kifurushi kamili ({ $count ->
    [one] faili { $count }
   *[other] faili { $count }
}); README.md yake inaeleza cha kubadilisha.
new-next-verify = Kithibitishe: ubunifu challenge verify { $path }
new-next-write = Kifanye kiwe chako: statement.sw.md, statement.en.md, challenge.toml, data/, solutions/
new-next-publish = Kikishathibitika: ubunifu challenge publish { $path }
new-toml-top = Kila ufunguo umeelezwa katika challenges/FORMAT.md ya mradi wa Ubunifu. uuid haibadiliki kamwe; version inaongezeka kwa kila badiliko baada ya kutangazwa.
new-toml-groups = Makundi ya vipimo ndiyo yanayoleta alama. Wanafunzi wana vipimo vya makundi ya wazi na huviendesha nje ya mtandao; vya kundi lililofichwa huona alama na matokeo tu. Kinachotajwa na `requires` kifaulu kwanza.
new-toml-submission = Timu inachotuma: faili zinazotakiwa kuwepo, faili zinazorudishwa kutoka protected/, na matamko ya timu.
new-toml-limits = Viwango vya uendeshaji mmoja, isipokuwa kipimo kina viwango vyake. `ubunifu challenge verify` inapendekeza vilivyo bora.
new-toml-checks = Kipimo huendesha amri mara moja kwa kila mfano na kulinganisha inachoandika. Dokezo (hint) huonyeshwa kwa timu iliyojaribu bila kufaulu.
new-toml-references = Masuluhisho ya mfano yanathibitisha kwamba vipimo vinatofautisha jibu zuri na baya. Ongeza moja kwa kila kosa unalotaka kulikamata.
verify-statement = { $path }: vichwa { $headings }, viungo na picha { $links }
verify-rendered = Ya kutazama kwenye kivinjari: { $path }
verify-tightest = Kilicho karibu zaidi na kikomo cha muda wa CPU: kipimo { $check }, { $used } kati ya { $limit } kwa suluhisho lililofaulu
publish-bar = Inatuma
publish-done = Umetangaza: { $id } { $version }, alama ya utambulisho { $hash }, { $size }.
publish-same = { $id } { $version } ilikwisha kutangazwa ikiwa na maudhui haya haya (alama ya utambulisho { $hash }); hakuna kilichobadilika.
publish-next = Itazame kama wanafunzi wanavyoiona: ubunifu show { $id }
error-authority = Hakuna cheti chochote katika { $path }.
    .hint = Omba cheti cha mamlaka ya seva (PEM) kwa msimamizi wake: ubunifu --ca FAILI doctor

# receipts
error-no-receipt = Hakuna stakabadhi ndani ya { $path }.
    .hint = Ichukue kwenye seva: ubunifu receipt show > stakabadhi.json
error-receipt-key = Stakabadhi imesainiwa kwa ufunguo { $key }, ambao mashine hii haiujui.
    .hint = Ingia kwenye seva yake, au toa funguo zake: ubunifu receipt verify --keys FAILI STAKABADHI
error-receipt-keys = { $path } haina funguo.
    .hint = Zichukue kwenye seva: curl SEVA/v1/receipt-keys > funguo.json
error-receipt-forged = Saini hailingani: stakabadhi imebadilishwa, au si ya seva hii.
    .hint = Ichukue tena kwenye seva: ubunifu receipt show > stakabadhi.json
receipt-valid = Stakabadhi ni halisi. Imesainiwa na: { $server }
receipt-submission = Wasilisho { $id }, limepokelewa { $at }
receipt-team = Timu: { $team }
receipt-challenge = Changamoto: { $challenge } { $version }
receipt-commit = Commit { $commit }, mti { $tree }
submit-doubt = Saini ya stakabadhi hailingani na ufunguo wa { $server }. Wasilisho limehesabiwa; tafadhali waarifu waandaaji.
submit-sealed = Imewekewa muhuri: { $at }. Muda wako umelindwa; maudhui yanafuata.
submit-bundle = Imeandikwa: { $path } ({ $size })
    .hint = Mkabidhi faili mratibu wako au waandaaji wa shindano, kwa flash au kwa ujumbe; wao huliingiza. Huhesabiwa tangu linapokabidhiwa.
error-bundle-there = { $path } ipo tayari; hakuna kilichoandikwa.
    .hint = Taja faili lingine: ubunifu submit --bundle FAILI
error-bundle-team = Mradi huu haujui timu yake, kwa hiyo faili lisingeweza kusema ni la nani.
    .hint = Pakua changamoto mara moja ukiwa mtandaoni: ubunifu fetch
error-read = Maudhui hayakuweza kusomwa.
    .hint = Anza tena: ubunifu submit
error-seal = Commit bado haijawekewa muhuri, kwa kadiri inavyoonekana hapa; hakuna kingine kilichofika.
    .hint = Jaribu tena mara upatapo muunganisho: ubunifu submit   Au beba faili: ubunifu submit --bundle FAILI
error-upload = Imeachwa kwa sasa; asilimia { $percent } imefika na inabaki huko. Muda wako umelindwa kwa muhuri.
    .hint = Endelea kutoka hapo mara upatapo muunganisho: ubunifu submit   Au beba faili: ubunifu submit --bundle FAILI

# mazingira ya kuendeshea
head-runtime = Mazingira
head-digest = Digest
head-size = Ukubwa
head-image = Image
runtime-host = programu za kompyuta hii
runtime-bar = Inafungua
runtime-imported = Mazingira ya kuendeshea { $name } yameingizwa ({ $size }): { $digest }
runtime-unchanged = Mazingira ya kuendeshea { $name } yalikuwepo tayari ({ $size }): { $digest }
runtime-replaced = Kabla, jina hili lilimaanisha { $digest }.
runtime-left-out = { $count ->
    [one] Faili maalumu { $count } imeachwa nje
   *[other] Faili maalumu { $count } zimeachwa nje
}; programu zinapewa zao.
runtime-import-next = Pima nayo: ubunifu check, au yaombe katika challenge.toml: runtime = "{ $name }"
runtime-none = Ingiza mojawapo: ubunifu runtime import JINA FAILI
runtime-removed = Umeondoa mazingira ya kuendeshea: { $name }
doctor-runtimes = Mazingira ya kuendeshea
notice-runtime-differs = Seva inapima kwenye mazingira mengine ya { $name } ({ $there }) kuliko kompyuta hii ({ $here }); matokeo yake yanaweza kutofautiana. Pata faili yake na uiingize: ubunifu runtime import { $name } FAILI
notice-host-differs = Seva ina programu nyingine ({ $there }) kuliko kompyuta hii ({ $here }).
error-no-path = Hakuna kitu kwenye { $path }.
    .hint = Taja mfumo mzima wa faili (folda, au tar yake) au image ya OCI: ubunifu runtime import JINA FAILI
error-runtime-import = { $path } haiwezi kuingizwa kama mazingira ya kuendeshea; hakuna kilichobadilika.
error-runtime-missing = Changamoto { $id } inaendeshwa kwenye mazingira { $name }, ambayo hayapo kwenye kompyuta hii.
    .hint = Pata faili yake kutoka kwa anayetoa changamoto, kisha: ubunifu runtime import { $name } FAILI
error-runtime-differs = Changamoto { $id } inaendeshwa kwenye mazingira { $name } yaliyo { $wanted }; kompyuta hii ina { $found }.
    .hint = Pata faili hiyo kutoka kwa anayetoa changamoto, kisha: ubunifu runtime import { $name } FAILI
error-runtime-unknown = Hakuna mazingira ya kuendeshea yaliyoingizwa kwa jina { $name }.
    .hint = Angalia yaliyopo: ubunifu runtime list

# declare
declare-head = Matamko ambayo changamoto hii inadai kwa timu yako. Jibu kati ya alama za nukuu, au kwa: ubunifu declare
declare-empty = Jibu linahitajika. Kama hakuna cha kutamka, andika: hakuna
declare-written = Imeandikwa: { $path }
declare-done = Yote yamejibiwa katika { $path }. Badilisha jibu humo, au kwa --answer.
declare-nothing = Changamoto hii haidai matamko.
declare-next = Ihifadhi: git add { $file } && git commit -m "Matamko", kisha: ubunifu check
error-declare = Matamko hayawezi kuhifadhiwa hivi; hakuna kilichoandikwa.
    .hint = Rekebisha yaliyotajwa hapo juu, kisha: ubunifu declare
error-declare-file = { $path } si faili la kawaida; hakuna kilichoandikwa.
    .hint = Liondoe, kisha: ubunifu declare
error-declare-open = Majibu hayajatimia, na hakuna wa kuulizwa hapa; hakuna kilichoandikwa.
    .hint = Yatoe: ubunifu declare { $flags }
error-declare-unknown = Changamoto hii haidai `{ $key }`; iliyo karibu ni `{ $nearest }`.
    .hint = Inadai: { $valid }
