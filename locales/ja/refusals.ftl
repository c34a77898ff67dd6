# できないとき：何が、どこで、次に何をするか

# 読めない台帳
ledger-file-empty = 「{ $file }」は空です。台帳のファイルを選び直してください。
ledger-file-too-large = 「{ $file }」は大きすぎます（{ $mb } MBまで）。台帳のシートだけを別のファイルに保存して、読み込んでください。
ledger-file-bomb = 「{ $file }」は広げると{ $mb } MBを超えます。Excelで開いて保存し直し、もう一度読み込んでください。
ledger-file-encrypted = 「{ $file }」にはパスワードがかかっています。外して保存したものを読み込んでください。
ledger-file-damaged = 「{ $file }」は{ $format }として読めません。壊れているようです。Excelで開き、.xlsxで保存し直してください。
ledger-file-not-a-spreadsheet = 「{ $file }」は表のファイルではありません（{ $what ->
    [pdf] PDFのようです
    [picture] 画像のようです
    [compressed] 縮めたファイルのようです
    [archive] ZIPのようです
    [markup] ウェブページかXMLのようです
   *[binary] 文字でない中身です
}）。.xlsx、.xls、.ods、.csvのどれかを選んでください。

# 読めない注意喚起
advisory-file-too-large = 大きすぎます（{ $mb } MBまで）。配布元からもう一度受け取ってください。
advisory-file-not-json = JSONとして読めません（{ $line }行目、{ $column }文字目）。配布元からもう一度受け取ってください。
advisory-file-not-csaf = CSAFの注意喚起ではありません（{ $what ->
    [cyclonedx] CycloneDXの部品表です
    [spdx] SPDXの部品表です
    [linked-data] OpenVEXなど別の形式のようです
    [feed] 注意喚起の一覧です。中の1件ずつを受け取ります
    [no-document] documentの項目がありません
   *[no-object] JSONの形が違います
}）。CSAF形式（.json）のファイルを選んでください。

# 送れなかったファイル
upload-broken = ファイルが最後まで届きませんでした。もう一度送ってください。
upload-too-large = ファイルが大きすぎて、この画面からは読み込めません。「kikimori」の命令で読み込めます。
picture-fixed = ここは見本の画面なので、何も変えられません。

# 記録
refusal-no-captures = 「{ $file }」に通信の記録がありません。.pcap、.pcapng、.cap（.gz、.zstで縮めたものも可）を置いてください。
job-broken = 読んでいる途中で止まりました。理由は機器守の記録（ログ）にあります。空き容量を確かめて、もう一度読み込んでください。

# 画面からの送信
refusal-alert-needs-reason = 閉じるには「わかったこと」を選んでください。
refusal-short-token = センサーの合言葉は32文字以上にしてください。
refusal-not-correctable = 「{ $attribute }」は手で直せません。ほかの項目を選んでください。
refusal-unknown-kind = 「{ $kind }」という種類はありません。一覧から選ぶか、先に「機器の見分け方」で教えてください。
refusal-medical-yes-or-no = 医療機器かどうかは「はい」か「いいえ」で答えてください。
decide-needs-address = 結びつけるには、機器のIPアドレスかMACアドレスを書いてください。例：10.10.20.12
decide-needs-reason = 対象外にするには、理由を書いてください。あとで見た人が判断できるようにするためです。
decide-unknown = どの答えなのか読み取れませんでした。前のページからもう一度選んでください。

# 教える
refusal-no-such-table = 「{ $file }」という表はありません。教えられる表：{ $known }
refusal-no-such-column = { $file }に「{ $column }」という列はありません。使える列：{ $columns }
refusal-row-maker = メーカーを教えるには、短い識別名と名前の両方を書いてください。いまの値：{ $cells }
refusal-row-kind = 種類を教えるには、短い識別名と日本語の名前の両方を書いてください。いまの値：{ $cells }
refusal-row-address = MACアドレスの先頭は、16進数の6けた（例 00:A0:9A）で書いてください。いまの値：{ $cells }
refusal-row-service = サービスを教えるには、名前を書いてください。いまの値：{ $cells }
refusal-row-other = { $file }の行として読めません。書き方を見直してください。いまの値：{ $cells }
refusal-rows-of-no-table = 「{ $file }」の行が、どの表のものかわかりません。先頭に「# makers.csv」のような行を加えてください。
refusal-not-csv = 「{ $file }」の{ $table }の{ $line }行目が、CSVとして読めません。列の数と引用符を確かめてください。
import-no-file = ファイルが選ばれていません。ファイルを選んでから送ってください。

# 製品と部品表
refusal-product-needs-name = 製品には、メーカー名と製品名の両方が要ります。
refusal-product-twice = 「{ $name }」はもう登録されています。一覧から選んで、バージョンを加えてください。
refusal-odd-udi = 「{ $udi }」はUDI-DIとして読めません。GS1は数字12〜14けた、HIBCは「+」で始まる符号です。
refusal-version-needs-text = バージョンを、メーカーの書き方のまま入れてください。例：2.1 SP1
refusal-version-twice = バージョン「{ $version }」はもう登録されています。
refusal-no-date = 「{ $text }」は日付として読めません。例：2027-03-31
refusal-support-ends-with-life = サポート終了（EOS）が、製品寿命の終了（EOL）と同じ日です。病院が買替えや更新を準備できるように、あいだに限定的サポートの期間が要ります（令和6年1月31日のQ&A、問10）。EOSをEOLより後の日にしてください。
refusal-support-ends-before-life = サポート終了（EOS）が、製品寿命の終了（EOL）より前の日です。EOSをEOLより後の日にしてください。
refusal-limited-support-outside = 限定的サポートの期限は、EOLより後で、EOS以前の日にしてください。
refusal-sbom-empty = 「{ $file }」は空です。部品表（SBOM）のファイルを選び直してください。
refusal-sbom-too-large = 「{ $file }」は大きすぎます（{ $limit } MiBまで）。部品ごとに分けたものを読み込んでください。
refusal-sbom-not-whole = 「{ $file }」は最後まで読めなかったため、まとめても製品全体の部品表になりません。メーカーに部品表をもう一度頼んでください。
refusal-sboms-too-many = 「{ $file }」には部品表が多すぎます（{ $limit }件まで）。製品ごとに分けたファイルを読み込んでください。
refusal-sbom-too-large-unpacked = 「{ $file }」は、広げると大きくなりすぎます。どこから来たファイルかを確かめてください。
refusal-sbom-compression = 「{ $file }」の圧縮（{ $format }）が壊れています。送り主からもう一度受け取ってください。
refusal-sbom-broken = 「{ $file }」は{ $format }として読めません（{ $line }行目）。送り主からもう一度受け取ってください。
refusal-not-a-sbom = 「{ $file }」は部品表（SBOM）ではありません。SPDX、CycloneDX、SWID、またはひな形のExcelを選んでください。
refusal-sbom-link = 「{ $file }」はリンクです。リンクの先は読みません。元のファイルを入れてください。
refusal-sbom-archive-broken = 「{ $file }」（{ $format }）は壊れているか、パスワードがかかっています。中身を取り出して読み込むか、送り主からもう一度受け取ってください。
refusal-sbom-archive-nested = 「{ $file }」は圧縮ファイルの中の圧縮ファイルです。先に取り出してください。
refusal-no-sbom-inside = 「{ $file }」の中の{ $n }個のファイルは、どれも部品表（SBOM）として読めません（{ $names }）。
refusal-nothing-to-make = 「{ $file }」からは部品を読み取れませんでした。ロックファイル、実行ファイル、またはひな形のExcelを選んでください。

# 脆弱性の判断
refusal-decision-product = どの製品についての判断か書いてください。
refusal-decision-vulnerability = どの脆弱性についての判断か書いてください。例：CVE-2021-44228
refusal-decision-author = だれの判断か（部署や担当）を書いてください。
refusal-decision-status = 「該当する」「該当しない」「修正済み」「調査中」のどれかを選んでください。
refusal-decision-reason = 「該当しない」と判断するには、理由を選ぶか書いてください。あとで見た人が確かめられるようにするためです。
refusal-decision-treatment = 「軽減した」「リスクを受け入れる」は、「該当する」ときだけ選べます。
refusal-decision-ended = 期限が過ぎています。これからの日付を書いてください。
refusal-decision-withdrawal = 取り下げる理由を書いてください。あとで見た人が、なぜやめたか分かるようにするためです。
refusal-decision-not-withdrawn = この判断は取り下げられていません。取り下げたものだけ、もう一度記録できます。
refusal-not-vex = 「{ $file }」には、脆弱性についての見解（VEX）が書かれていません。OpenVEX、CSAF、CycloneDX、SPDX 3のどれかのファイルを選んでください。
refusal-disproved-signature = この文書は、{ $text }に署名の確認で不一致になったもの（{ $file }）と同じです。だれかが書き換えたおそれがあるため、読み込みません。発行元から取り直してください。それでも同じなら、発行元に問い合わせてください。署名（.asc）が正しければ、コマンド kikimori feeds import で一緒に取り込めます。
refusal-disproved-checksum = この文書は、{ $text }にチェックサムの確認で不一致になったもの（{ $file }）と同じです。途中で壊れたか、書き換えられたおそれがあるため、読み込みません。発行元から取り直してください。
refusal-provider-needs-reason = 配信元の言葉を採用するかどうかには、だれの判断かと、どうやって確かめたか（または取り消す理由）が要ります。
refusal-provider-changed = この配信元の名乗りは、画面を開いたあとに変わりました。いまの名乗りを見てから、もう一度確認してください。
refusal-provider-not-confirmed = 取り消せる確認がありません。まだだれも確認していないか、もう取り消されています。
refusal-vex-too-many = 書かれている判定が多すぎて読めません。いくつかのファイルに分けてください。
refusal-no-such-answer = 「{ $answer }」は、この問いの答えにありません。一覧から選んでください。
refusal-overrule-needs-reason = 答えを替えるには、理由が要ります。

# やること
refusal-task-name = だれが済ませたか、または延ばすか（部署・担当）を書いてください。
refusal-task-reason = 延ばす理由を書いてください。あとで見た人が分かるようにするためです。
refusal-task-day = いつまで延ばすかを、これからの日付で書いてください。例：2027-03-31

# 書き写せない安全性情報
refusal-communication-empty = { $place }{ $field }が空です。原文を見て書いてください。
refusal-communication-too-long = { $place }{ $field }が{ $count }文字あります。{ $most }文字までに縮めてください。
refusal-communication-too-many = { $place }{ $field }が{ $count }個あります。{ $most }個までにしてください。
refusal-communication-no-date = { $place }{ $field }の「{ $text }」は日付として読めません。2026-11-22 の形で書いてください。
refusal-communication-updated-before = { $place }発表者の最終更新日が発表日より前です。日付を確かめてください。
refusal-communication-to-come = { $place }{ $field }がまだ来ていない日です。日付を確かめてください。
refusal-communication-two-at-once = { $place }同じ発表者・番号のものが一度に2つ送られました。1つにまとめてください。
refusal-communication-no-link = { $place }「{ $text }」はページのアドレスではありません。https:// から写してください。
refusal-communication-two-ends = { $place }「{ $text }」に「この版まで」と「この版より前」の両方があります。どちらか1つを消してください。
refusal-communication-no-characters = { $place }「{ $text }」に読めない文字があります。書き直してください。
refusal-communication-no-udi = { $place }「{ $text }」はUDI-DIではありません。12〜14桁の番号（GTIN）か、+で始まる番号（HIBC）を書いてください。
refusal-communication-needs-reason = 取り下げには理由が要ります。理由を書いてください。
refusal-communication-twice = { $issuer }の{ $id }は、もう書き写してあります。一覧からそれを開いて直してください。
refusal-communication-changed = 開いているあいだに、ほかの人がこの情報を直しました。画面を開き直し、いまの内容を見てから直してください。
refusal-communications-no-column = 表に「{ $column }」の列がありません。空の表をダウンロードして、見出しをそろえてください。
refusal-communications-unknown-column = 表の列「{ $column }」は使えない見出しです。空の表の見出しに直すか、列を消してください。
refusal-communications-two-columns = 表に「{ $column }」の列が2つあります。1つにまとめてください（1つのセルに複数書くときは、カンマで区切ります）。
refusal-communications-no-head = 表の{ $row }行目：「{ $text }」に見出しがなく、このままでは失われます。カンマを含むセルは引用符（"）で囲むか、列に見出しを付けてください。
refusal-communications-no-characters = 表の{ $row }行目に読めない文字があります。表計算ソフトで開き、CSV（UTF-8）で保存し直してください。
refusal-communications-no-csv = 表の{ $row }行目がCSVとして読めません。表計算ソフトで開き、CSV（UTF-8）で保存し直してください。
refusal-communications-two-words = 表の{ $row }行目の「{ $column }」が、同じ番号の前の行と違います。どちらかに合わせてください。
refusal-communications-yes-or-no = 表の{ $row }行目の「{ $column }」が「{ $text }」になっています。yes か空にしてください。
refusal-communications-too-many-rows = 表が{ $most }行を超えています。分けて登録してください。
refusal-communications-form = 「{ $file }」の記入用紙に読めないところがあります（{ $why }）。記入用紙の見本と見比べて直してください。
