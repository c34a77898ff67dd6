# 脆弱性1件の画面と、通信を絞る表

steps-for = この手順は、いちばん急ぐ機器（
steps-for-end = ）で考えています。
steps-from = { $day }から
steps-page = 案内を開く
steps-restart = 再起動が要ります
steps-restart-machine = 機器の再起動が要ります
steps-restart-system = 装置全体の再起動が要ります
steps-restart-zone = 区画の機器の再起動が要ります
steps-control-open = 許可する通信の表を見る
step-kind-identify = 確かめる
step-kind-fix = メーカーの修正
step-kind-ask_maker = メーカーへの問い合わせ
step-kind-mitigation = 当面の対策
step-kind-control = 通信を絞る（補う対策）
step-kind-disconnect = ネットワークから外す

limit-title = 通信を絞るための表（下書き）
limit-sheet = 許可する通信
limit-n = { $n }件
limit-lead = 実際に見えた通信だけを許可し、ほかを止めるための下書きです。ネットワークの業者に渡す前に、使う部署とメーカーに確かめます。
limit-open = 表を見る
limit-direction = 向き
limit-out = この機器から
limit-in = この機器へ
limit-peer = 相手
limit-nobody = 正体の分からない相手
limit-address = 相手のアドレス
limit-port = 受け口（ポート）
limit-protocol = 通信の種類
limit-count = 接続の回数
limit-first = 最初に見えた
limit-last = 最後に見えた
limit-check = 先に確かめること
limit-check-outside = 院外の相手。どこかを確かめる
limit-check-stranger = 台帳にも機器にもない相手。何かを確かめる
limit-watched = { $from } から { $to } までのうち、記録した { $long } に見えた通信です。見えなかった通信が要らないとは限りません。
limit-request-button = 業者に渡す文
limit-request =
    通信制限のお願い（下書き）

    対象の機器：{ $name }（{ $addresses }）
    下の{ $n }件の通信だけを許可し、ほかを止める設定をご検討ください。
    { $watched }
limit-request-line = { $number }. { $direction }　相手 { $peer }　受け口 { $port }　接続 { $n }回　最後 { $last }
limit-request-check = 　※{ $check }
limit-request-remarks = ご注意
limit-request-how = 進め方：止める前に、1日以上は「止めずに記録だけ」で動かし、必要な通信が止まらないことを確かめてください。元に戻す手順も決めておいてください。機器の側の設定は変えません。

effect-title = 急ぎかたの決め手
effect-lead = 5つの問いの答えで、いつまでに動くかが決まります。現場の判断と違うときは、答えを替えられます。
effect-provisional = 目安（まだ人が確かめていません）
effect-change = 答えを替える
effect-supposed = 替える前の見立て：
effect-by-kind = この種類の機器すべてについて、{ $day }に決めた答えです。
effect-by-device = この機器について、{ $day }に決めた答えです。
effect-about = どこまで当てはめるか
effect-about-device = この機器だけ（{ $name }）
effect-about-kind = この種類すべて（{ $name }）
effect-reason = 理由
effect-reason-hint = 例：単体で使い、止まっても手動で続けられる。患者さんの情報は書きません。
effect-by = 決めた部署
effect-by-default = 臨床工学部門

weak-paper-list = 脆弱性への対応状況（製品ごと）
weak-paper-list-button = 対応状況（PDF）
weak-paper-week = 今週すること（脆弱性）
weak-paper-week-button = 1枚に印刷
weak-paper-nothing = 今週することはありません。見守っているものと、分からないものは残っています。
weak-paper-unknown = 分からないもの（「問題なし」ではありません）
weak-paper-sound = 脆弱性情報は{ $day }の時点でそろっています。
weak-paper-devices = 機器{ $n }台：
weak-paper-when = いつまでに

summary-title = どんな弱点か
summary-from = 国内の脆弱性情報（JVN iPedia）{ $record } の説明です
summary-none = この記録の説明文は、手元のファイルから読み取れませんでした。
summary-covers = この記録がまとめて扱う脆弱性：
weak-paper-rest = このほか、行のない製品と機器

fixes-title = 修正・対策のページ
fixes-text = 情報源が「修正」「メーカーの告知」「対策」と印を付けたページです。機器に入れてよいかは、必ず機器のメーカーに確かめます。
fixes-patch = 修正
fixes-vendor-advisory = 開発元の告知
fixes-mitigation = 対策
