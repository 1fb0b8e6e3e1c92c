// The texts of the ways between views, and of views that a role does not allow.

import type { Catalogue } from '../en'

export const views: Catalogue['tenantry']['views'] = {
  nav: 'العروض',
  nothing: 'لا شيء في هذا العنوان',
  nothing_about: 'ليس في وحدة التحكم عرض في %{address}: إما أنه كُتب خطأ، أو أن ما يسمّيه لم يعد موجودًا.',
  first: 'اذهب إلى العرض الأول',
}

export const lacking: Catalogue['tenantry']['lacking'] = {
  none: 'لا صفحة',
  view: 'دورك، %{role}، لا يسمح بهذه الصفحة',
  all: 'دورك، %{role}، لا يسمح بأي صفحة',
  needs: 'تنقصه هذه الصلاحية: |||| تنقصه هذه الصلاحيات:',
  any: 'تنقصه هذه الصلاحية: |||| أي من هذه الصلاحيات يفتح صفحة:',
  // They stand with the roles' permissions.
  words: {},
  ask: 'من يدير أدوار شركتك يستطيع أن يعطيك إياها. لا يمسّ هذا ما يسمح به الدور عبر API.',
}
