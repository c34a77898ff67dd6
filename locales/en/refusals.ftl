# When something cannot be done: what, where, and what to do next

# Ledgers that cannot be read
ledger-file-empty = “{ $file }” is empty. Choose the ledger file again.
ledger-file-too-large = “{ $file }” is too large (up to { $mb } MB). Save only the ledger sheets as another file and load that.
ledger-file-bomb = “{ $file }” unpacks to more than { $mb } MB. Open it in Excel, save it again, and load that.
ledger-file-encrypted = “{ $file }” is protected by a password. Save a copy without password and load that.
ledger-file-damaged = “{ $file }” cannot be read as { $format } and seems to be damaged. Open it in Excel and save it again as .xlsx.
ledger-file-not-a-spreadsheet = “{ $file }” is not a spreadsheet ({ $what ->
    [pdf] it looks like a PDF
    [picture] it looks like a picture
    [compressed] it looks like a compressed file
    [archive] it looks like a zip archive
    [markup] it looks like a web page or XML
   *[binary] its content is not text
}). Choose an .xlsx, .xls, .ods or .csv file.

# Advisories that cannot be read
advisory-file-too-large = Too large (up to { $mb } MB). Get it from its publisher again.
advisory-file-not-json = Not readable as JSON (line { $line }, column { $column }). Get it from its publisher again.
advisory-file-not-csaf = Not a CSAF advisory ({ $what ->
    [cyclonedx] it is a CycloneDX bill of materials
    [spdx] it is an SPDX bill of materials
    [linked-data] it looks like another format such as OpenVEX
    [feed] it is a list of advisories; get the advisories it names
    [no-document] the member “document” is missing
   *[no-object] the JSON has another shape
}). Choose a CSAF file (.json).

# Files that did not arrive
upload-broken = The file did not arrive whole. Send it again.
upload-too-large = The file is too large for this page. The command “kikimori” can read it.
picture-fixed = This is a sample; nothing can be changed here.

# Recordings
refusal-no-captures = “{ $file }” has no recordings of traffic. Put .pcap, .pcapng or .cap files there (.gz and .zst are fine too).
job-broken = Reading stopped half-way. The reason is in Kikimori’s log. Check the free disk space and load it again.

# What pages send
refusal-alert-needs-reason = To close it, choose what you found.
refusal-short-token = A sensor token needs at least 32 characters.
refusal-not-correctable = “{ $attribute }” cannot be corrected by hand. Choose another attribute.
refusal-unknown-kind = There is no kind “{ $kind }”. Choose one of the list, or teach it first under “How devices are told apart”.
refusal-medical-yes-or-no = Say “yes” or “no” to whether it is a medical device.
decide-needs-address = To link, give the device’s IP or MAC address, for example 10.10.20.12.
decide-needs-reason = To leave it out, give a reason, so that others can judge later.
decide-unknown = The answer could not be understood. Go back and choose again.

# Teaching
refusal-no-such-table = There is no table “{ $file }”. Tables that can be taught: { $known }
refusal-no-such-column = { $file } has no column “{ $column }”. Its columns: { $columns }
refusal-row-maker = A maker needs a short id and a name. Given: { $cells }
refusal-row-kind = A kind needs a short id and a Japanese name. Given: { $cells }
refusal-row-address = The beginning of a MAC address is 6 hexadecimal digits (such as 00:A0:9A). Given: { $cells }
refusal-row-service = A service needs a name. Given: { $cells }
refusal-row-other = Not readable as a row of { $file }. Check how it is written. Given: { $cells }
refusal-rows-of-no-table = It is not said which table the rows of “{ $file }” belong to. Add a line like “# makers.csv” before them.
refusal-not-csv = Line { $line } of { $table } in “{ $file }” is not readable as CSV. Check the number of columns and the quotes.
import-no-file = No file was chosen. Choose a file, then send.

# Products and parts lists
refusal-product-needs-name = A product needs both a maker and a name.
refusal-product-twice = “{ $name }” is registered already. Choose it in the list and add the version there.
refusal-odd-udi = “{ $udi }” cannot be read as a UDI-DI. GS1 has 12 to 14 digits; HIBC begins with “+”.
refusal-version-needs-text = Write the version as the maker writes it, for example 2.1 SP1.
refusal-version-twice = Version “{ $version }” is registered already.
refusal-no-date = “{ $text }” cannot be read as a date. Example: 2027-03-31
refusal-support-ends-with-life = End of support (EOS) is the same day as end of life (EOL). Hospitals need a period of limited support in between to prepare the replacement (Q&A of 31 January 2024, no. 10). Choose an EOS later than EOL.
refusal-support-ends-before-life = End of support (EOS) is before end of life (EOL). Choose an EOS later than EOL.
refusal-limited-support-outside = Limited support must end after EOL and not after EOS.
refusal-sbom-empty = “{ $file }” is empty. Choose the file of the parts list (SBOM) again.
refusal-sbom-too-large = “{ $file }” is too large (up to { $limit } MiB). Load it in parts.
refusal-sbom-not-whole = “{ $file }” could not be read to its end, so the merged list would not be the whole product. Ask the maker for the list again.
refusal-sboms-too-many = “{ $file }” holds too many parts lists (up to { $limit }). Load a file for each product.
refusal-sbom-too-large-unpacked = “{ $file }” grows too large when unpacked. Check where the file comes from.
refusal-sbom-compression = The compression ({ $format }) of “{ $file }” is broken. Get it from the sender again.
refusal-sbom-broken = “{ $file }” cannot be read as { $format } (line { $line }). Get it from the sender again.
refusal-not-a-sbom = “{ $file }” is no parts list (SBOM). Choose SPDX, CycloneDX, SWID, or the Excel template.
refusal-sbom-link = “{ $file }” is a link. Links are not followed: put the file itself in.
refusal-sbom-archive-broken = “{ $file }” ({ $format }) is broken or locked with a password. Take its files out, or get it from the sender again.
refusal-sbom-archive-nested = “{ $file }” is an archive inside an archive. Take it out first.
refusal-no-sbom-inside = Nothing in “{ $file }” can be read as a parts list (SBOM). Files looked at: { $n }. { $names }.
refusal-nothing-to-make = No parts could be read from “{ $file }”. Choose a lock file, a program, or the Excel template.

# Decisions about vulnerabilities
refusal-decision-product = Write which product the decision is about.
refusal-decision-vulnerability = Write which vulnerability the decision is about, for example CVE-2021-44228.
refusal-decision-author = Write whose decision it is (department or office).
refusal-decision-status = Choose one: affected, not affected, fixed, under investigation.
refusal-decision-reason = To decide “not affected”, choose or write the reason, so that others can check it later.
refusal-decision-treatment = “Mitigated” and “risk accepted” can be chosen only when it is affected.
refusal-decision-ended = The date is in the past. Write a date to come.
refusal-decision-withdrawal = Write why it is taken back, so that others can see later why it ended.
refusal-decision-not-withdrawn = This decision was not taken back. Only what was taken back can be recorded once more.
refusal-not-vex = “{ $file }” states nothing about vulnerabilities (VEX). Choose a file in OpenVEX, CSAF, CycloneDX or SPDX 3.
refusal-disproved-signature = This very document failed the check of its signature on { $text } (as { $file }). Somebody may have changed it, so it is not read. Fetch it from its publisher again, and ask the publisher if it is still the same. With the right signature (.asc) beside it, the command kikimori feeds import takes it.
refusal-disproved-checksum = This very document failed the check of its checksum on { $text } (as { $file }). It was damaged or changed on its way, so it is not read. Fetch it from its publisher again.
refusal-provider-needs-reason = Whether the words of a provider count needs whose decision it is, and how it was checked (or why it is taken back).
refusal-provider-changed = This provider says something else about itself since you opened the page. Look at what it says now, then confirm again.
refusal-provider-not-confirmed = There is nothing to take back: nobody confirmed this provider yet, or that was taken back already.
refusal-vex-too-many = It says more about single products than can be read. Split it into several files.
refusal-no-such-answer = “{ $answer }” is no answer to this question. Choose one of the list.
refusal-overrule-needs-reason = Changing an answer needs a reason.

# Tasks
refusal-task-name = Write who has done it or puts it off (department).
refusal-task-reason = Write why it is put off, so that others understand later.
refusal-task-day = Write until which day it is put off, a day to come, for example 2027-03-31.

# Communications that cannot be written down
refusal-communication-empty = { $place }{ $field } is empty. Fill it in from the original.
refusal-communication-too-long = { $place }{ $field } has { $count } { $count ->
    [one] character
   *[other] characters
}. Shorten it to { $most } or fewer.
refusal-communication-too-many = { $place }{ $field } has { $count } { $count ->
    [one] entry
   *[other] entries
}. Leave { $most } or fewer.
refusal-communication-no-date = { $place }{ $field }: “{ $text }” is no date. Write it like 2026-11-22.
refusal-communication-updated-before = { $place }It was updated before it was there. Check the dates.
refusal-communication-to-come = { $place }{ $field } has not come yet. Check the date.
refusal-communication-two-at-once = { $place }It comes twice at once. Put both into one entry.
refusal-communication-no-link = { $place }“{ $text }” is no address of a page. Copy it from https:// on.
refusal-communication-two-ends = { $place }“{ $text }” has both “up to” and “before”. Take one away.
refusal-communication-no-characters = { $place }Characters in “{ $text }” could not be read. Write it anew.
refusal-communication-no-udi = { $place }“{ $text }” is no UDI-DI. Write 12 to 14 digits (GTIN), or a code that begins with + (HIBC).
refusal-communication-needs-reason = Taking it back needs a reason. Write one.
refusal-communication-twice = { $id } of { $issuer } is written down already. Open that one from the list and change it.
refusal-communication-changed = Somebody changed this entry while it was open. Open the page again, look at it, and change it then.
refusal-communications-no-column = The table has no column “{ $column }”. Download the empty table and use its heads.
refusal-communications-unknown-column = Nobody knows the column “{ $column }”. Use the heads of the empty table, or take the column away.
refusal-communications-two-columns = The table has the column “{ $column }” twice. Put both into one; several entries of a cell are separated by commas.
refusal-communications-no-head = Row { $row } of the table: “{ $text }” stands below no head, so it would be lost. Put quotes around a cell with commas, or name its column.
refusal-communications-no-characters = Line { $row } of the table has characters that cannot be read. Open it in a spreadsheet and save it as CSV (UTF-8).
refusal-communications-no-csv = Row { $row } of the table is not readable as CSV. Open it in a spreadsheet and save it as CSV (UTF-8).
refusal-communications-two-words = “{ $column }” in row { $row } differs from an earlier row of the same number. Make them the same.
refusal-communications-yes-or-no = “{ $column }” in row { $row } is “{ $text }”. Write yes, or leave it empty.
refusal-communications-too-many-rows = The table has more than { $most } { $most ->
    [one] row
   *[other] rows
}. Bring it in parts.
refusal-communications-form = The form “{ $file }” cannot be read ({ $why }). Compare it with the empty form.
