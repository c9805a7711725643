package web

import (
	"net/http"

	"kith/internal/directory"
	"kith/internal/web/assets"
)

// routes is every address there is.
func (s *server) routes(mux *http.ServeMux) {
	page := func(pattern string, h handler) { mux.Handle(pattern, s.handle(h)) }
	quiet := func(pattern string, h handler) { mux.Handle(pattern, s.unlogged(h)) }

	// Ways out. What is not logged cannot be asked for.
	quiet("GET /help", s.help)
	quiet("GET /leave", s.leave)

	// Finding a meeting
	page("GET /{$}", s.home)
	page("GET /search", s.search)
	page("POST /search", s.search)
	page("GET /search/points", s.points)
	quiet("GET "+tilesPath, s.tiles)
	page("GET /meetings/{slug}", s.orCalendar(directory.KindMeeting, s.meeting))
	page("GET /groups/{slug}", s.orCalendar(directory.KindGroup, s.group))
	page("GET /organisations/{slug}", s.organisation)
	for path, kind := range map[string]directory.Kind{"/meetings/": directory.KindMeeting, "/groups/": directory.KindGroup} {
		page("GET "+path+"{slug}/qr.png", s.code(kind))
		page("GET "+path+"{slug}/wrong", s.wrong(kind))
		page("POST "+path+"{slug}/wrong", s.tellWrong(kind))
	}
	page("GET /concerns", s.concernsPage)
	page("GET /concerns/{slug}", s.concern)
	page("GET /languages", s.languagesPage)
	page("GET /languages/{tag}", s.language)
	page("GET /places", s.placesPage)
	page("GET /places/{slug}", s.place)
	page("GET /sitemap.xml", s.sitemap)
	page("GET /sitemap/{part}", s.sitemapPart)

	// What the site says of itself
	page("GET /privacy", s.privacy)
	page("GET /manifest.webmanifest", s.webManifest)
	page("GET /robots.txt", s.robots)
	mux.Handle("GET "+assets.Prefix, s.Assets)
	mux.Handle("GET /worker.js", s.Assets.ServeNamed("worker.js"))
	mux.HandleFunc("GET /healthz", s.healthy)
	mux.HandleFunc("GET /readyz", s.ready)

	// For programs
	page("GET /api/v1/meetings", open(s.apiMeetings))
	page("GET /api/v1/groups", open(s.apiGroups))
	page("GET /api/v1/openapi.json", open(s.openAPI))
	page("GET /search.ics", open(s.searchCalendar))
	page("GET /m/{number}", s.byNumber)
	page("GET /feeds/meetings.json", open(s.meetingGuide))
	page("GET /feeds/meetings.csv", open(s.spreadsheet))
	page("GET /wp-json/tsml/meetings", open(s.meetingGuide))
	page("GET /wp-admin/admin-ajax.php", open(s.ajax))
	page("GET /main_server/client_interface/{form}", open(s.semantic))
	page("GET /main_server/client_interface/{form}/{$}", open(s.semantic))
	page("GET /main_server/client_interface/serverInfo.xml", open(s.serverInfoXML))
	page("GET /main_server/local_server/server_admin/json.php", notAuthorized)
	for _, root := range []string{"/api/", "/feeds/", "/wp-json/", "/wp-admin/", bmltRoot} {
		page("OPTIONS "+root, preflight)
	}

	// A space. What has no route of its own there answers a stranger like everything else.
	door := func(pattern string, h handler) { page(pattern, s.atDoor(h)) }
	inside := func(pattern string, h spaceHandler) { page(pattern, s.inside(h)) }
	door("POST /g/{space}/sign-in", s.signInWithCard)
	door("GET /g/{space}/card", s.cardLink)
	door("POST /g/{space}/sign-in/passkey", s.signInWithPasskey)
	door("GET /g/{space}/join/{token}", s.join)
	door("POST /g/{space}/lost", s.lose)
	door("GET /g/{space}/lost/{secret}", s.lost)
	door("POST /g/{space}/lost/{secret}/card", s.lostCard)
	door("GET /g/{space}/door", s.door)
	door("POST /g/{space}/door/knock", s.knock)
	door("GET /g/{space}/knock/{knock}", s.knocked)
	door("POST /g/{space}/knock/{knock}/withdraw", s.withdraw)
	for _, way := range []string{"join/{token}", "door", "knock/{knock}"} {
		door("POST /g/{space}/"+way+"/passkey", s.enterWithPasskey)
		door("POST /g/{space}/"+way+"/card", s.enterWithCard)
	}
	inside("POST /g/{space}/sign-out", s.signOut)
	inside("GET /g/{space}/me", s.self)
	inside("POST /g/{space}/me/passkey", s.addPasskey)
	inside("POST /g/{space}/me/card", s.addCard)
	inside("GET /g/{space}/me/keys", s.keyRing)
	inside("POST /g/{space}/me/keys", s.addKeys)
	inside("POST /g/{space}/me/remove", s.removeWayIn)
	inside("GET /g/{space}/stewards", s.stewards)
	inside("POST /g/{space}/stewards", s.inviteSteward)

	// A group's own space
	inside("GET /g/{space}/{$}", s.space)
	page("GET /groups/{slug}/door", s.toDoor)
	inside("GET /g/{space}/members", s.members)
	inside("GET /g/{space}/agreement", s.agreement)
	inside("POST /g/{space}/agreement", s.changeAgreement)
	inside("POST /g/{space}/agreement/accept", s.acceptAgreement)
	inside("GET /g/{space}/agreement/change", s.agreementForm)
	inside("GET /g/{space}/agreement/versions", s.agreementVersions)
	inside("GET /g/{space}/roles", s.roles)
	inside("POST /g/{space}/roles/{role}/fill", s.fillRole)
	inside("POST /g/{space}/roles/{role}/lay-down", s.layDownRole)
	inside("GET /g/{space}/entrance", s.entrance)
	inside("POST /g/{space}/entrance", s.setDoor)
	inside("POST /g/{space}/entrance/invite", s.inviteToGroup)
	inside("POST /g/{space}/entrance/end", s.endInvitation)
	inside("POST /g/{space}/entrance/answer", s.answerKnock)
	inside("POST /g/{space}/entrance/witness", s.witness)
	inside("POST /g/{space}/entrance/card", s.handCard)
	inside("GET /g/{space}/recovery", s.recovery)
	inside("POST /g/{space}/recovery", s.vouchFor)
	inside("POST /g/{space}/recovery/too", s.vouchToo)
	inside("POST /g/{space}/recovery/card", s.recoveryCard)
	inside("POST /g/{space}/recovery/stop", s.stopRecovery)
	inside("POST /g/{space}/me/describe", s.describe)
	inside("GET /g/{space}/leave", s.leaving)
	inside("POST /g/{space}/leave", s.leaveGroup)
	inside("GET /g/{space}/record", s.record)

	// The steward's desk
	inside("POST /g/{space}/listings/{listing}/space", s.openGroup)
	inside("GET /g/{space}/find", s.findListing)
	inside("GET /g/{space}/add", s.add)
	inside("GET /g/{space}/add/{kind}", s.addListing)
	inside("POST /g/{space}/add/{kind}", s.saveNew)
	inside("POST /g/{space}/preview", s.showPreview)
	inside("GET /g/{space}/listings/{listing}", s.lookAtListing)
	inside("GET /g/{space}/listings/{listing}/edit", s.editListing)
	inside("POST /g/{space}/listings/{listing}/edit", s.saveListing)
	inside("POST /g/{space}/listings/{listing}/place", s.choosePlace)
	inside("POST /g/{space}/listings/{listing}/state", s.setState)
	inside("POST /g/{space}/listings/{listing}/verify", s.verify)
	inside("POST /g/{space}/listings/{listing}/take", s.takeOffered)
	inside("POST /g/{space}/listings/{listing}/undo", s.undo)
	inside("POST /g/{space}/listings/{listing}/part", s.part)
	inside("GET /g/{space}/doubts", s.doubts)
	inside("POST /g/{space}/doubts", s.answerDoubt)
	inside("GET /g/{space}/alike", s.alike)
	inside("POST /g/{space}/alike", s.judge)
	inside("GET /g/{space}/needs", s.needs)
	inside("GET /g/{space}/imports", s.imports)
	inside("GET /g/{space}/imports/{import}", s.importReport)
	inside("POST /g/{space}/imports/{import}", s.decideImport)
	inside("GET /g/{space}/imports/{import}/problems.csv", s.importProblems)
	inside("GET /g/{space}/sources", s.sources)
	inside("GET /g/{space}/sources/{source}", s.source)
	inside("POST /g/{space}/sources/{source}", s.saveSource)
	inside("/g/{space}/{rest...}", s.nowhereInside)

	page("/", s.nowhere)
}
