# Vulnerability feeds and bundles

nav-feeds = Vulnerability feeds
feeds-lead = What weaknesses are looked up in: where it comes from and how old it is. Bring what is missing.
feeds-here = Sources
feeds-here-n = { $n } { $n ->
    [one] source is
   *[other] sources are
} here
feeds-none-title = No vulnerability feeds yet
feeds-none-text = Load feed files or a bundle, and the weaknesses of the devices and products here are looked up. Watching devices works without.
feed = Source
feed-state = State
feed-success = Last taken in
feed-newest = How old
feed-newest-of = up to { $day }
feed-records = Records
feed-age = { $n } { $n ->
    [one] day
   *[other] days
} ago
feed-unread = { $n } not readable
feed-from-bundle = from bundle { $id }
feed-kept-out = { $n } { $n ->
    [one] file was
   *[other] files were
} kept out
feed-unlisted = { $n } { $n ->
    [one] document is
   *[other] documents are
} no longer listed
feed-unlisted-since = since { $date }; they make nothing better
feed-unchecked = { $n } { $n ->
    [one] document
   *[other] documents
} used without a checked signature
feed-state-here = Here
feed-state-old = Old
feed-state-part = In part
feed-state-failed = Fetching failed
feed-state-wanted = Not here yet
feed-state-nothing-to-ask = Nothing to ask
feed-state-off = Not used
feed-name-nvd = NVD (files)
feed-name-nvd-api = NVD (API 2.0)
feed-name-cve = CVE
feed-name-osv = OSV
feed-name-osv-api = OSV (asked)
feed-name-github = GitHub advisories
feed-name-jvn = JVN iPedia
feed-name-kev = CISA KEV
feed-name-epss = EPSS
feed-name-csaf = CSAF
feed-name-hand = Written down by hand
feed-what-nvd = National database of the United States: product names and ranges of versions
feed-what-nvd-api = The same, little by little
feed-what-cve = Numbers, and what their issuers wrote
feed-what-osv = Open source packages
feed-what-osv-api = Answers about the parts of your products, asked one by one
feed-what-github = Open source packages, reviewed by GitHub
feed-what-jvn = Japan: titles and product names in Japanese
feed-what-kev = What was used in real attacks
feed-what-epss = Daily estimate of how likely exploitation is
feed-what-csaf = Advisories of makers and others
feed-what-hand = FDA communications and others, written down by a person
feeds-offline = In a hospital without internet
feeds-offline-1 = On a computer with internet, make a bundle (kikimori feeds bundle make).
feeds-offline-2 = Compare the fingerprint of the maker’s key by telephone, or by another way than the file came.
feeds-offline-3 = Write the fingerprint into feeds.toml of this machine, [bundle] trust. This is done once.
feeds-offline-4 = Carry it on a stick, look at it on this page, then load it.
feeds-no-sending = Opening this page fetches nothing. Nothing about devices or the hospital is sent anywhere.
feeds-no-sending-but = Opening this page fetches nothing. Fetching sends the names of the packages that are asked about, and nothing else.
feeds-bring = Load from a file
feeds-file = Feed file or bundle
feeds-file-hint = Files of NVD, OSV, JVN, KEV, EPSS and others, zip and gz as they are. Their content says which source they are of.
feeds-bring-do = Load
feeds-fetch = Fetch from the internet
feeds-fetch-text = Only when you press. Only what is published is fetched; nothing about devices or the hospital is sent. Not for hospitals without internet.
feeds-fetch-text-but = Only when you press. Asking OSV is switched on: the names of { $n } { $n ->
    [one] package
   *[other] packages
} in your bills of materials go to { $where }. Versions, devices and the hospital are not told.
feeds-asking = Asking OSV
feeds-asking-on = on
feeds-asking-off = off
feeds-asking-text = Asks OSV, package by package, what is known against the parts in the bills of materials of your products: also where the whole database is not fetched.
feeds-asking-nowhere = the address in feeds.toml
feeds-asking-tells = When it is on, whoever runs { $where } learns which software is inside your devices. Versions, devices and the hospital are not told; packages of your own and of no public ecosystem are never asked about.
feeds-asking-how = It is switched in feeds.toml of this machine, [osv-api] on. `kikimori feeds packages` shows the names before anything is sent.
feeds-asking-answered = Packages answered
feeds-asking-answered-of = { $n } of { $wanted }
feeds-asking-oldest = Oldest answer
feeds-asking-failed = No answer the last time: { $n }. Whether anything is known against them is not known.
feeds-asking-unsure = Capitals and small letters not certain: { $n }. An empty answer does not mean that nothing is known.
feeds-asking-never = Never asked about
feeds-asking-never-n = kept private by the settings: { $private }; parts of no public ecosystem: { $withheld }; databases that are here whole: { $whole }
feeds-asking-none = Nothing was asked yet.
feeds-fetch-do = Fetch now
feeds-cancel-keeps = What is whole stays
feeds-last = Last result
feeds-last-part = In part
feeds-old-stays = What was here before stays.
feeds-proof-good = signature checked ({ $who })
feeds-proof-not = signature not checked ({ $why })
feeds-file-known = The same was here already
feeds-file-taken = { $n } { $n ->
    [one] record
   *[other] records
}
bundle-good = The bundle was looked at
bundle-signed-by = Fingerprint of the key that signed it
bundle-trusted = A key that feeds.toml of this machine trusts.
bundle-created = Made on
bundle-expires = Good until
bundle-size = Size
bundle-load = Load it
bundle-loaded = The bundle was loaded
bundle-known = The same bundle was loaded before
bundle-refused = This bundle cannot be used
bundle-not-loaded = Nothing was loaded
schedule = Fetching by itself
schedule-on = on
schedule-off = off
schedule-off-text = Nothing is fetched by itself. When it is on, this machine fetches what is new again and again while it runs.
schedule-rhythm = Rhythm: { $every }. Change it in [schedule] of feeds.toml. Only published information is fetched.
schedule-start = Switch it on
schedule-stop = Switch it off
schedule-next = Next: about { $time }
schedule-last = Last: { $time }
schedule-good = everything was fetched
schedule-failed = Something failed. It is tried again after a pause.
schedule-again = It failed { $n } { $n ->
    [one] time
   *[other] times, one after the other
}.
schedule-minutes = every { $n } { $n ->
    [one] minute
   *[other] minutes
}
schedule-hours = every { $n } { $n ->
    [one] hour
   *[other] hours
}
schedule-days = every { $n } { $n ->
    [one] day
   *[other] days
}
schedule-at = { $every } (from { $at }, Japan time)
feeds-hand = Written down by hand
feeds-hand-text = What is not published for machines, such as safety communications of the FDA, is written down on a page, or brought by table or file.
feeds-hand-form = Form (TOML)

providers = Whose words count
providers-lead = A provider says itself who it is. Whether its “not affected” and “fixed” may end a finding is decided by a person who checked. Its “affected” counts before that, too.
provider-confirmed = Confirmed
provider-unconfirmed = Not confirmed yet
provider-changed = It says something else now
provider-never-asked = It was never fetched, so it is not known who it says it is.
provider-says = This provider says it is “{ $name }” ({ $namespace }).
provider-address = Address
provider-changed-text = When it was confirmed it said it was “{ $name }” ({ $namespace }), at { $url }. That does not hold for what it says now.
provider-elsewhere = This address lies outside of the site of whoever it says it is. Ask them before you confirm.
provider-counts = What this provider says about its own products, “not affected” and “fixed”, counts.
provider-counts-not = Do its words count as the maker's (publisher's) own? Until somebody confirms that, its “not affected” and “fixed” are shown and do not count.
provider-speaks-for = By the settings (speaks-for in feeds.toml) documents of these publishers count, too: { $list }
provider-confirm = Record
provider-confirm-open = Record that it was checked
provider-take-back-open = Take the confirmation back
provider-confirm-why = How it was checked (for example: asked the department by the company's telephone number)
provider-take-back = Take the confirmation back
provider-take-back-why = Why
provider-by = Whose decision (department, person)
provider-history = { $n } { $n ->
    [one] record
   *[other] records
 } so far
provider-said = { $day }, { $by } confirmed “{ $name }” ({ $namespace }): { $reason }
provider-said-back = (taken back on { $day } by { $by }: { $reason })
