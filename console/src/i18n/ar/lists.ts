// The texts that all lists share.

import type { Catalogue } from '../en'

export const lists: Catalogue['tenantry']['lists'] = {
  counted: {
    companies: 'شركة واحدة |||| عدد الشركات: %{count}',
    groups: 'مجموعة واحدة |||| عدد المجموعات: %{count}',
    users: 'مستخدم واحد |||| عدد المستخدمين: %{count}',
    'target-groups': 'مجموعة واحدة |||| عدد المجموعات: %{count}',
    clients: 'عميل API واحد |||| عدد عملاء API: %{count}',
    audit: 'تغيير واحد |||| عدد التغييرات: %{count}',
  },
  none: {
    companies: 'لا توجد شركة بعد.',
    groups: 'لا توجد مجموعة شركات بعد.',
    users: 'لا يوجد مستخدم بعد.',
    'target-groups': 'لا توجد مجموعة مستخدمين بعد.',
    clients: 'لا يوجد عميل API بعد.',
    audit: 'لم يتغيّر شيء بعد.',
  },
  no_match: {
    companies: 'لا توجد شركة بهذه المرشّحات.',
    groups: 'لا توجد مجموعة شركات بهذه المرشّحات.',
    users: 'لا يوجد مستخدم بهذه المرشّحات.',
    'target-groups': 'لا توجد مجموعة مستخدمين بهذه المرشّحات.',
    clients: 'لا يوجد عميل API بهذه المرشّحات.',
    audit: 'لا يوجد تغيير بهذه المرشّحات.',
  },
  ticked: 'المحدد: %{count}',
  not_shown: '%{hidden} من %{count} غير معروض |||| %{hidden} من %{count} غير معروضة',
  untick_hidden: 'ألغِ تحديده |||| ألغِ تحديدها',
  compact: 'صفوف متراصة',
  select_matching: 'حدّد كل ما يطابق (%{count})',
  more: 'و%{count} أخرى',
  over_by: 'فوق الحد بـ %{count}',
  over_limit: 'فوق الحد بـ %{count}',
  part_used: 'استُخدم %{part} من الحد',
  lapsed: 'منتهية',
  lapsed_when: 'انتهت %{when}',
  filter: 'المرشّح: %{words}',
  no_filter: 'بلا مرشّح',
  printed: 'طُبع في %{time}',
  range: '%{from}–%{to} من %{counted}',
}

export const saved: Catalogue['ra']['saved_queries'] = {
  label: 'المرشّحات المحفوظة',
  query_name: 'الاسم',
  new_label: 'احفظ هذه المرشّحات…',
  new_dialog_title: 'حفظ هذه المرشّحات',
  remove_label: 'أزل المرشّحات المحفوظة',
  remove_label_with_name: 'أزل «%{name}»',
  remove_dialog_title: 'أتريد إزالة هذه المرشّحات المحفوظة؟',
  remove_message: 'يزول المحفوظ وحده. تبقى القائمة كما هي.',
  help: 'رشّح القائمة ثم احفظ مرشّحاتها لوقت لاحق.',
}
